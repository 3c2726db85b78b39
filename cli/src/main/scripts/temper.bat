@echo off
rem Starts a recipe: temper RECIPE --option value ...; temper --help tells the recipes.
rem   JAVA_HOME     the Java to run on (17 or newer); else the java of the PATH
rem   TEMPER_OPTS   options of the JVM, such as -Xmx8g
rem libtorch is taken from natives\ where this machine's platform is there; without it, DJL fetches what fits,
rem CUDA included. TEMPER_NATIVES=fetch asks for that, PYTORCH_LIBRARY_PATH for a libtorch of your own.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA=java"
if not "%JAVA_HOME%"=="" set "JAVA=%JAVA_HOME%\bin\java"
set "TEMPER_CLASS_PATH=%HOME_DIR%\lib\*"
if not "%PYTORCH_LIBRARY_PATH%"=="" goto start
if "%TEMPER_NATIVES%"=="fetch" goto start
if exist "%HOME_DIR%\natives\win-x86_64" set "TEMPER_CLASS_PATH=%TEMPER_CLASS_PATH%;%HOME_DIR%\natives\win-x86_64\*"
:start
"%JAVA%" %TEMPER_OPTS% -cp "%TEMPER_CLASS_PATH%" org.temper.cli.Launcher %*
exit /b %ERRORLEVEL%
