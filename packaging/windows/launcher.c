/* Starts Net Journal with the Python beside it, in this very process: its icon, its name in the task manager and its
 * entry at login are this program's. Made twice: with a window, and (-DCONSOLE, in bin\) for the command line. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

typedef int (*py_main)(int, wchar_t **);

static const wchar_t *BEGIN =
    L"import sys; sys.frozen = True\n"
    L"from ui.__main__ import main\n"
    L"sys.exit(main())";

static int fail(const wchar_t *what)
{
    static wchar_t text[4096];
    _snwprintf(text, 4095, L"Net Journal could not start: %ls is missing or damaged (error %lu). "
                           L"Your journal is safe. Install the program again.", what, GetLastError());
#ifdef CONSOLE
    fwprintf(stderr, L"%ls\n", text);
#else
    MessageBoxW(NULL, text, L"Net Journal", MB_ICONERROR);
#endif
    return 1;
}

static int start(int argc, wchar_t **argv)
{
    static wchar_t here[32768], place[32768], library[32768];
    GetModuleFileNameW(NULL, here, 32767);
    wcscpy(place, here);
    *wcsrchr(place, L'\\') = 0;
#ifdef CONSOLE
    *wcsrchr(place, L'\\') = 0; /* it stands in bin\ */
#endif
    _snwprintf(library, 32767, L"%ls\\python\\python311.dll", place);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!python) return fail(library);
    py_main run = (py_main)(void *)GetProcAddress(python, "Py_Main");
    if (!run) return fail(library);
    wchar_t **all = calloc(argc + 3, sizeof *all);
    if (!all) return fail(L"memory");
    all[0] = here;
    all[1] = L"-c";
    all[2] = (wchar_t *)BEGIN;
    for (int n = 1; n < argc; n++) all[n + 2] = argv[n];
    return run(argc + 2, all);
}

#ifdef CONSOLE
int wmain(int argc, wchar_t **argv) { return start(argc, argv); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, LPWSTR line, int show)
{
    (void)self; (void)none; (void)line; (void)show;
    int argc;
    wchar_t **argv = CommandLineToArgvW(GetCommandLineW(), &argc);
    return start(argc, argv);
}
#endif
