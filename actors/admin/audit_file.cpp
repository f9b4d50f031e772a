// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/audit_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/admin/catalogue.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::admin {

using nlohmann::json;

bool is_kept(const command_use& use) {
  const auto* known = find_command(use.command);
  return known != nullptr
         && (known->changes || known->shows_text
             || use.arguments.contains("payload"));
}

json shown_arguments(const command_use& use) {
  const auto* known = find_command(use.command);
  auto shown = json::object();
  for (const auto& [name, value] : use.arguments) {
    const auto is_plain = [&](const argument& a) {
      return a.name == name && !a.secret && !a.said;
    };
    if (known != nullptr && std::ranges::any_of(known->arguments, is_plain))
      shown[name] = value;
  }
  return shown;
}

std::string_view outcome_name(const outcome<json>& came) {
  return came ? "done" : name_of(came.error().code);
}

json audit_entry(const command_use& use, std::string_view outcome,
                 std::chrono::system_clock::time_point when) {
  return {{"time", part::timestamp(when)},
          {"who", use.who},
          {"from", use.from},
          {"command", use.command},
          {"outcome", outcome},
          {"arguments", shown_arguments(use)}};
}

std::string audit_file::open() {
  if (descriptor_ >= 0)
    return {};
  descriptor_
      = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0)
    return std::strerror(errno);
  // Made by root, it is the server's to write on.
  struct stat directory {};
  if (geteuid() == 0 && stat(file_.parent_path().c_str(), &directory) == 0
      && fchown(descriptor_, directory.st_uid, directory.st_gid) != 0)
    return std::strerror(errno);
  return {};
}

std::string audit_file::add(const json& entry) {
  if (auto fault = open(); !fault.empty())
    return fault;
  const auto line = (torn_ ? "\n" : "") + to_line(entry) + '\n';
  const auto written = ::write(descriptor_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) {
    torn_ = false;
    return {};
  }
  torn_ = torn_ || written > 0;
  return written < 0 ? std::strerror(errno) : "no room for the whole line";
}

void audit_file::close() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
  descriptor_ = -1;
  torn_ = false;
}

namespace {

/// The file's end, from the start of one of its lines, with at least `lines`
/// of them if it has so many.
std::string end_of(std::ifstream& file, std::size_t lines) {
  constexpr std::streamoff step = 65'536;
  std::string text;
  file.seekg(0, std::ios::end);
  std::streamoff left = file.tellg();
  while (left > 0 && std::size_t(std::ranges::count(text, '\n')) <= lines) {
    const auto size = std::min(left, step);
    std::string before(static_cast<std::size_t>(size), '\0');
    left -= size;
    file.seekg(left);
    if (!file.read(before.data(), size))
      break;
    text = before + text;
  }
  if (left > 0)
    text.erase(0, text.find('\n') + 1);
  return text;
}

} // namespace

outcome<std::vector<json>> last_of(const std::filesystem::path& file,
                                   std::size_t limit) {
  std::vector<json> entries;
  if (std::error_code none; !std::filesystem::exists(file, none))
    return entries;
  std::ifstream in{file, std::ios::binary};
  if (!in)
    return failure{failure_code::failed,
                   file.string() + ": " + std::strerror(errno)};
  const auto text = end_of(in, limit);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto entry
        = json::parse(text.begin() + std::ptrdiff_t(at),
                      text.begin() + std::ptrdiff_t(end), nullptr, false);
    if (entry.is_object())
      entries.push_back(std::move(entry));
    at = end + 1;
  }
  if (entries.size() > limit)
    entries.erase(entries.begin(), entries.end() - std::ptrdiff_t(limit));
  return entries;
}

} // namespace troupe::admin
