@echo off
rem Jiaoyan on Windows: creates what is missing, loads the example school on first start, serves on port 8000.
rem Further words go to jiaoyan:  run.bat --data D:\school serve --port 80
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"

set UV=uv
where uv >nul 2>nul
if not errorlevel 1 goto sync
set UV=.tools\Scripts\uv.exe
if exist "%UV%" goto sync
py -3 -m venv .tools
if errorlevel 1 goto no_python
.tools\Scripts\python -m pip install --quiet uv
if errorlevel 1 goto no_network

:sync
"%UV%" sync --quiet --frozen --no-dev --inexact
if errorlevel 1 goto no_network
if "%~1"=="" goto example
"%UV%" run --no-sync jiaoyan %*
goto ended

:example
"%UV%" run --no-sync jiaoyan serve --demo
:ended
if not errorlevel 1 goto end
echo.
pause
goto end

:no_python
echo Python 3.11 or newer is needed: https://www.python.org  (tick "py launcher" when installing).
pause
goto end

:no_network
echo The parts of the program could not be fetched. The first start needs the internet; look at the message above.
pause
:end
endlocal
