// SPDX-License-Identifier: Apache-2.0
#include "tools/load/figures/listener_search.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace troupe::load {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view listening_state = "0A";

std::string text_of(const char* file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool holds_one_of(const fs::path& process,
                  const std::set<std::string>& inodes) {
  std::error_code failed;
  for (const auto& each : fs::directory_iterator{process / "fd", failed}) {
    const auto target = fs::read_symlink(each.path(), failed).string();
    if (!failed && target.starts_with("socket:[")
        && inodes.contains(target.substr(8, target.size() - 9)))
      return true;
  }
  return false;
}

} // namespace

std::set<std::string> listening_inodes(std::string_view table,
                                       std::uint16_t port) {
  std::set<std::string> found;
  std::istringstream lines{std::string{table}};
  std::string line;
  while (std::getline(lines, line)) {
    // number local remote state queues timer retransmits uid timeout inode
    std::istringstream fields{line};
    std::string number, local, remote, state, skipped, inode;
    fields >> number >> local >> remote >> state;
    for (int i = 0; i < 5; ++i)
      fields >> skipped;
    const auto colon = local.rfind(':');
    if (!(fields >> inode) || state != listening_state || colon == local.npos)
      continue;
    unsigned at = 0;
    std::from_chars(local.data() + colon + 1, local.data() + local.size(), at,
                    16);
    if (at == port)
      found.insert(inode);
  }
  return found;
}

std::optional<int> find_listener(std::uint16_t port) {
  auto inodes = listening_inodes(text_of("/proc/net/tcp"), port);
  inodes.merge(listening_inodes(text_of("/proc/net/tcp6"), port));
  std::error_code failed;
  for (const auto& each : fs::directory_iterator{"/proc", failed}) {
    const auto name = each.path().filename().string();
    if (std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })
        && holds_one_of(each.path(), inodes))
      return std::stoi(name);
  }
  return {};
}

} // namespace troupe::load
