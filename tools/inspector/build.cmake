# Builds the page in PAGE from the files in SOURCE. Packages that cannot be had
# are a warning, as the daemon works without its page; the next build tries
# again. A page that cannot be built from its packages is an error.
file(MAKE_DIRECTORY ${PAGE})
file(REMOVE_RECURSE ${PAGE}/src)
foreach(each .npmrc build.mjs package.json package-lock.json tsconfig.json src)
  file(COPY ${SOURCE}/${each} DESTINATION ${PAGE})
endforeach()

file(SHA256 ${PAGE}/package-lock.json wanted)
set(installed "")
if(EXISTS ${PAGE}/node_modules/.installed)
  file(READ ${PAGE}/node_modules/.installed installed)
endif()

if(NOT installed STREQUAL wanted)
  execute_process(
    COMMAND ${NPM} ci --omit=dev --fetch-retries=1 --fetch-timeout=20000
    WORKING_DIRECTORY ${PAGE}
    RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    message(WARNING "The Inspector's page is missing: npm could not get what "
      "it is made of. All else is built.\n${said}")
    return()
  endif()
  file(WRITE ${PAGE}/node_modules/.installed ${wanted})
endif()

execute_process(COMMAND ${NODE} build.mjs dist WORKING_DIRECTORY ${PAGE}
  RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  file(REMOVE_RECURSE ${PAGE}/dist)
  message(FATAL_ERROR "The Inspector's page cannot be built:\n${said}")
endif()
message("${said}")
