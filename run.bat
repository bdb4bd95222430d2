@echo off
rem Jiaoyan on Windows: creates what is missing, loads the example school on first start, serves on port 8000.
chcp 65001 >nul
cd /d "%~dp0"
where uv >nul 2>nul || (py -3 -m venv .tools && .tools\Scripts\pip install --quiet uv && set "PATH=%CD%\.tools\Scripts;%PATH%")
uv sync --quiet --frozen --no-dev
uv run --no-sync jiaoyan serve --demo
