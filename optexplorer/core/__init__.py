"""Values in, values out: experiments, compiled kernels and the loop that runs them."""
