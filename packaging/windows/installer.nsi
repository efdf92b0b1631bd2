; The installer: for one user, without an administrator. Removing the program never touches a journal, which stands in
; the user's own folders and never here. `/S` installs or removes without a question.
Target amd64-unicode
Unicode true
!include MUI2.nsh
!include FileFunc.nsh
Name "Net Journal"
OutFile "${OUT}"
SetCompressor /SOLID lzma
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Net Journal"
InstallDirRegKey HKCU "Software\Net Journal" "Place"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Net Journal"
VIAddVersionKey "FileDescription" "Installs Net Journal"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "GPL-3.0-or-later"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\NetJournal"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\NetJournal.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

; A running program holds its file: wait until the user has closed it, so that nothing it has open is lost.
!macro WAIT_UNTIL_CLOSED
  again:
  IfFileExists "$INSTDIR\NetJournal.exe" 0 closed
  ClearErrors
  FileOpen $0 "$INSTDIR\NetJournal.exe" a
  IfErrors 0 free
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Net Journal is running. Quit it from its icon beside the clock, then try again." /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Abort
  free:
  FileClose $0
  closed:
!macroend

Section
  ; A folder that is there and is not the program's gets one of its own: nothing that stands in it is taken for ours.
  IfFileExists "$INSTDIR\NetJournal.exe" ours
  IfFileExists "$INSTDIR\*.*" 0 ours
  StrCpy $INSTDIR "$INSTDIR\Net Journal"
  ours:
  !insertmacro WAIT_UNTIL_CLOSED
  ; What an older version left and this one no longer has must not be found by it.
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\app"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Net Journal.lnk" "$INSTDIR\NetJournal.exe"
  WriteRegStr HKCU "Software\Net Journal" "Place" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.netjournal" "" "NetJournal.Journal"
  WriteRegStr HKCU "Software\Classes\NetJournal.Journal" "" "Net Journal"
  WriteRegStr HKCU "Software\Classes\NetJournal.Journal\DefaultIcon" "" "$INSTDIR\NetJournal.exe,0"
  WriteRegStr HKCU "Software\Classes\NetJournal.Journal\shell\open\command" "" '"$INSTDIR\NetJournal.exe" --journal "%1"'
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "Net Journal"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\NetJournal.exe"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "The Net Journal developers"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section Uninstall
  !insertmacro WAIT_UNTIL_CLOSED
  Delete "$SMPROGRAMS\Net Journal.lnk"
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\app"
  RMDir /r "$INSTDIR\bin"
  Delete "$INSTDIR\NetJournal.exe"
  Delete "$INSTDIR\COPYRIGHT.txt"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\CHANGELOG.md"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only if nothing of the user's stands in it
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "Net Journal"
  DeleteRegKey HKCU "Software\Classes\.netjournal"
  DeleteRegKey HKCU "Software\Classes\NetJournal.Journal"
  DeleteRegKey HKCU "Software\Net Journal"
  DeleteRegKey HKCU "${REMOVAL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
