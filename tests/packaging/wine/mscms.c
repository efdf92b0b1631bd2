/* What Wine 8 lacks of Windows' own mscms.dll: colour profiles, of which there are none here. Never shipped. */
#define OUT __declspec(dllexport)
#define NOTHING(name) OUT int name(void) { return 0; }
OUT int CloseColorProfile(void *profile) { (void)profile; return 1; }
OUT void *OpenColorProfileW(void *a, unsigned b, unsigned c, unsigned d) { (void)a; (void)b; (void)c; (void)d; return 0; }
OUT void *WcsCreateIccProfile(void *a, unsigned b) { (void)a; (void)b; return 0; }
NOTHING(GetColorProfileFromHandle)
NOTHING(WcsOpenColorProfileW)
NOTHING(WcsGetDefaultColorProfile)
NOTHING(WcsGetDefaultColorProfileSize)
NOTHING(GetStandardColorSpaceProfileW)
NOTHING(GetColorDirectoryW)
