; Installer for Windows, with Inno Setup 6 (never built, not tested; see windows.md).
; Use: iscc /DVersion=NUMBER packaging\windows.iss, with the version of pyproject.toml.
; Installs for one person, without administrator's rights.

#ifndef Version
  #error Name the version: iscc /DVersion=NUMBER packaging\windows.iss
#endif

[Setup]
AppId={{6F0C2B1E-3A44-4E0B-9C56-5B7A9D1D2E70}
AppName=Annotator
AppVersion={#Version}
DefaultDirName={autopf}\Annotator
DefaultGroupName=Annotator
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=annotator-{#Version}-windows-x64
Compression=lzma2
SolidCompression=yes

[Files]
Source: "..\dist\annotator\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Annotator"; Filename: "{app}\annotator.exe"

[Registry]
Root: HKCU; Subkey: "Software\Classes\.annot"; ValueType: string; ValueData: "Annotator.Project"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\Annotator.Project"; ValueType: string; ValueData: "Annotator project"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Annotator.Project\shell\open\command"; ValueType: string; ValueData: """{app}\annotator.exe"" ""%1"""
