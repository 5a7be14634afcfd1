"""The laboratory: pages in the centre of the window that ask a question about the whole experiment.

Each page is a widget that is told what to show and a wiring that asks a `study.Study` for it. A page
is made when it is first visited, so that the start does not wait for it.
"""
