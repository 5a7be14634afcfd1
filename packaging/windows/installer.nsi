; Makes build/optexplorer-VERSION-setup.exe from the bundle, for one user and without an administrator:
;   makensis -DVERSION=0.1.0 packaging/windows/installer.nsi
; Paths are from this folder; BUNDLE, ICON and OUT may name other places.

Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include FileFunc.nsh
!include LogicLib.nsh
!include MUI2.nsh

!define NAME "Optimizer Explorer"
!define TYPE "OptimizerExplorer.Experiment"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\optexplorer"
!ifndef BUNDLE
  !define BUNDLE "..\..\build\bundle\optexplorer"
!endif
!ifndef OUT
  !define OUT "..\..\build\optexplorer-${VERSION}-setup.exe"
!endif
!ifndef ICON
  !define ICON "..\..\build\packaging\icons\optexplorer.ico"
!endif

Name "${NAME}"
OutFile "${OUT}"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\optexplorer.exe"

!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; The one folder, whatever the command line says: all of it goes when the next version is installed.
Function .onInit
  StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Optimizer Explorer"
FunctionEnd

!macro TellDesktop
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

; A program that is running cannot be opened for writing, and its folder not be replaced.
!macro WaitForTheEndOf PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ${Do}
      ClearErrors
      FileOpen $0 "$INSTDIR\${PROGRAM}" a
      ${IfNot} ${Errors}
        FileClose $0
        ${ExitDo}
      ${EndIf}
      ${If} ${Cmd} 'MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Close it, then try again." /SD IDCANCEL IDCANCEL'
        Abort "${NAME} is running. Nothing was changed."
      ${EndIf}
    ${Loop}
  ${EndIf}
!macroend

!macro WaitForTheEnd
  !insertmacro WaitForTheEndOf "optexplorer.exe"
  !insertmacro WaitForTheEndOf "optexplorer-cli.exe"
!macroend

Section
  !insertmacro WaitForTheEnd
  RMDir /r "$INSTDIR"  ; an earlier version
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\optexplorer.exe"

  WriteRegStr HKCU "Software\Classes\.optx" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "${NAME} experiment"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\optexplorer.exe,0"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\optexplorer.exe" "%1"'
  !insertmacro TellDesktop

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\optexplorer.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "the Optimizer Explorer developers"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  ; All of the folder goes: it must be the one that the installer makes, however little is left in it.
  ${If} $INSTDIR != "$LOCALAPPDATA\Programs\Optimizer Explorer"
    Abort "${NAME} is not in this folder. Nothing was changed."
  ${EndIf}
  !insertmacro WaitForTheEnd
  Delete "$SMPROGRAMS\${NAME}.lnk"
  RMDir /r "$INSTDIR"
  RMDir /r "$LOCALAPPDATA\optexplorer\Cache"
  RMDir "$LOCALAPPDATA\optexplorer"  ; if nothing else is in it
  ReadRegStr $0 HKCU "Software\Classes\.optx" ""
  StrCmp $0 "${TYPE}" 0 +2
    DeleteRegKey HKCU "Software\Classes\.optx"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  DeleteRegKey HKCU "${UNINSTALL}"
  !insertmacro TellDesktop
SectionEnd
