# `cmake --install` and the Debian package by CPack.
if(NOT TARGET trouped OR NOT TARGET troupectl)
  return()
endif()

# With the prefix /usr this is /etc/troupe (GNUInstallDirs).
set(TROUPE_CONFIG_DIR ${CMAKE_INSTALL_FULL_SYSCONFDIR}/troupe)
# The unit's StateDirectory, whatever the prefix is.
set(TROUPE_DATA_DIR /var/lib/troupe)
set(placed ${PROJECT_BINARY_DIR}/packaging)

# The sample, with the places of an installed server.
file(READ ${PROJECT_SOURCE_DIR}/config/troupe.toml sample)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/config/troupe.toml)
function(replace_in_sample from to)
  string(FIND "${sample}" "${from}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "config/troupe.toml has no longer: ${from}")
  endif()
  string(REPLACE "${from}" "${to}" sample "${sample}")
  set(sample "${sample}" PARENT_SCOPE)
endfunction()
replace_in_sample("data_dir = \"data\"" "data_dir = \"${TROUPE_DATA_DIR}\"")
replace_in_sample("-c troupe.toml" "-c ${TROUPE_CONFIG_DIR}/troupe.toml")
file(CONFIGURE OUTPUT ${placed}/troupe.toml CONTENT "${sample}" @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/packaging/troupe.service.in
  ${placed}/troupe.service @ONLY)

install(TARGETS trouped troupectl troupe-load)
install(FILES ${placed}/troupe.service DESTINATION lib/systemd/system)
install(FILES ${PROJECT_SOURCE_DIR}/config/troupe.toml
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION
  ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION
  ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
# A configuration that is there already is the administrator's.
# file(INSTALL) puts DESTDIR before the destination itself.
install(CODE "
  if(NOT EXISTS \"\$ENV{DESTDIR}${TROUPE_CONFIG_DIR}/troupe.toml\")
    file(INSTALL DESTINATION \"${TROUPE_CONFIG_DIR}\" TYPE FILE
      FILES \"${placed}/troupe.toml\")
  endif()")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME troupe)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Troupe developers <troupe@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "XMPP server built of actors")
set(CPACK_PACKAGE_DESCRIPTION
"Troupe is an XMPP server in which every session and every user is an
actor. The package has the daemon trouped, the control tool troupectl
and a hardened systemd unit.")
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
file(WRITE ${placed}/conffiles "${TROUPE_CONFIG_DIR}/troupe.toml\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${placed}/conffiles
  ${PROJECT_SOURCE_DIR}/packaging/debian/postinst
  ${PROJECT_SOURCE_DIR}/packaging/debian/prerm
  ${PROJECT_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
