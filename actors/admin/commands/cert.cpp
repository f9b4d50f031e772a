// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/cert.hpp"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

#include "actors/admin/server_access.hpp"
#include "net/self_signed.hpp"

namespace troupe::admin {

namespace {

/// Root makes it for the server's user, who is the data directory's owner.
std::string give_to_owner_of(const std::filesystem::path& data_dir,
                             const std::filesystem::path& file) {
  struct stat owner {};
  if (geteuid() != 0 || stat(data_dir.c_str(), &owner) != 0
      || chown(file.c_str(), owner.st_uid, owner.st_gid) == 0)
    return {};
  return file.string() + ": " + std::strerror(errno);
}

void run_cert(server_access& server, const given_arguments& given,
              reply<nlohmann::json> done) {
  auto host = host_named(server, given.at("host"));
  if (!host)
    return done(host.error());
  const auto& [name, certificate, key, admins, contacts] = **host;
  if (certificate.empty() || key.empty())
    return done(failure{failure_code::configuration,
                        name + " has no certificate and key in "
                            + server.configuration().file.string()});
  auto made = net::make_self_signed(name, certificate, key);
  if (!made)
    return done(failure{failure_code::conflict, made.error()});
  for (const auto* file : {&certificate, &key})
    if (auto wrong = give_to_owner_of(server.configuration().data_dir, *file);
        !wrong.empty())
      return done(failure{failure_code::failed, wrong});
  done(success({{"host", name},
                {"certificate", certificate.string()},
                {"key", key.string()}}));
}

} // namespace

command cert() {
  return {.name = "cert",
          .help
          = "Makes a self-signed certificate for a host, never over another",
          .arguments = {{"host", "a configured host"}},
          .runs = place::local,
          .run = run_cert,
          .changes = true};
}

} // namespace troupe::admin
