// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "actors/admin/command.hpp"

/// Who changed something by a command, or read what people say: lines of JSON
/// that are only ever added to.
namespace troupe::admin {

/// The file's name within the data directory.
inline constexpr std::string_view audit_log_name = "audit.log";

/// One use of a command, by whom and from where.
struct command_use {
  std::string who;  ///< "uid:0", "alice@localhost", "token:NAME"
  std::string from; ///< "control socket", "web 127.0.0.1", "ad-hoc desk"
  std::string command;
  given_arguments arguments;
};

/// Whether the file is to have it, with any outcome: it changes something, or
/// shows what people say.
bool is_kept(const command_use& use);
/// The arguments without those that are secret or that the command does not
/// know: one may be a misspelt password.
nlohmann::json shown_arguments(const command_use& use);
/// "done", or the code of the failure.
std::string_view outcome_name(const outcome<nlohmann::json>& came);
/// `{"time", "who", "from", "command", "arguments", "outcome"}`
nlohmann::json audit_entry(const command_use& use, std::string_view outcome,
                           std::chrono::system_clock::time_point when);

/// The file, opened when it is first needed, with mode 0600 and the owner of
/// its directory. Blocks.
class audit_file {
public:
  explicit audit_file(std::filesystem::path file) : file_(std::move(file)) {}
  ~audit_file() { close(); }
  audit_file(const audit_file&) = delete;
  audit_file& operator=(const audit_file&) = delete;

  /// @returns what went wrong, empty if nothing
  std::string add(const nlohmann::json& entry);
  /// The next entry goes to the file that then has the name.
  void close();

private:
  std::string open();

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool torn_ = false; ///< the last line was not written whole
};

/// The last entries, the newest last; none where there is no file. Lines that
/// are no entries are left out. Blocks.
outcome<std::vector<nlohmann::json>> last_of(const std::filesystem::path& file,
                                             std::size_t limit);

} // namespace troupe::admin
