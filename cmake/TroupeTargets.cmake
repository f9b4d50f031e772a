# Flags and helpers that every target shares.
add_library(troupe_flags INTERFACE)
# -Wrestrict: GCC 12 sees overlaps in std::string that are none (its bug 105651).
target_compile_options(troupe_flags INTERFACE -Wall -Wextra -Wpedantic
  $<$<BOOL:${TROUPE_WERROR}>:-Werror> -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> -fno-omit-frame-pointer)
target_include_directories(troupe_flags INTERFACE ${PROJECT_SOURCE_DIR}
  ${PROJECT_BINARY_DIR}/generated)
# Asio is compiled once, in net/asio.cpp.
target_compile_definitions(troupe_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
if(NOT TROUPE_TAP)
  target_compile_definitions(troupe_flags INTERFACE TROUPE_NO_TAP)
endif()
# In one unit with others, a class may have a member of an unnamed namespace's
# type and still be of one source file.
if(CMAKE_UNITY_BUILD)
  target_compile_options(troupe_flags INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(TROUPE_SANITIZE)
  target_compile_options(troupe_flags INTERFACE
    -fsanitize=${TROUPE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(troupe_flags INTERFACE -fsanitize=${TROUPE_SANITIZE})
  # Two benign reports of UBSan lie within CAF's own headers. Alignment is
  # checked at each pointer that is followed, which makes a quarter of the time
  # that an actor's file takes to compile.
  if(TROUPE_SANITIZE MATCHES undefined)
    target_compile_options(troupe_flags INTERFACE
      -fno-sanitize=null,vptr,alignment)
  endif()
endif()

# troupe_library(NAME DEPENDENCIES...): every .cpp below the current folder.
function(troupe_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  add_library(troupe_${name} STATIC ${sources})
  target_link_libraries(troupe_${name} PUBLIC troupe_flags ${ARGN})
endfunction()
