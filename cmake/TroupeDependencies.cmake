# All from Debian 12. CAF ships neither a CMake nor a pkg-config file there.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(EXPAT REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GSASL REQUIRED IMPORTED_TARGET libgsasl)
# Its CMake file wants what only the parts need that are not used here.
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)

find_path(CAF_INCLUDE_DIR caf/actor_system.hpp
  HINTS ${TROUPE_CAF_ROOT}/include REQUIRED)
find_library(CAF_CORE_LIBRARY caf_core HINTS ${TROUPE_CAF_ROOT}/lib REQUIRED)
add_library(caf_core INTERFACE IMPORTED)
target_include_directories(caf_core SYSTEM INTERFACE ${CAF_INCLUDE_DIR})
target_link_libraries(caf_core INTERFACE ${CAF_CORE_LIBRARY} Threads::Threads)
