// SPDX-License-Identifier: Apache-2.0
#include "persistence/log_block.hpp"

#include <algorithm>
#include <array>

#include <boost/endian/conversion.hpp>

namespace troupe::persistence {

namespace {

// An entry is position and time, 8 bytes each, the sizes of id, peer and blob,
// 4 bytes each, and these three; little-endian.

template <class T>
void put(std::string& to, T value) {
  auto at = to.size();
  to.resize(at + sizeof(T));
  boost::endian::endian_store<T, sizeof(T), boost::endian::order::little>(
      reinterpret_cast<unsigned char*>(to.data() + at), value);
}

/// Takes bytes from the front; `good` is false once there were too few.
struct reader {
  std::string_view left;
  bool good = true;

  std::string_view bytes(std::size_t size) {
    good = good && size <= left.size();
    if (!good)
      return {};
    auto taken = left.substr(0, size);
    left.remove_prefix(size);
    return taken;
  }

  template <class T>
  T number() {
    auto taken = bytes(sizeof(T));
    return good ? boost::endian::endian_load<T, sizeof(T),
                                             boost::endian::order::little>(
               reinterpret_cast<const unsigned char*>(taken.data()))
                : T{};
  }
};

std::string_view take_line(std::string_view& lines) {
  auto end = std::min(lines.find('\n'), lines.size());
  auto line = lines.substr(0, end);
  lines.remove_prefix(std::min(end + 1, lines.size()));
  return line;
}

} // namespace

log_entry entry_of(const entry_view& entry) {
  return {std::string{entry.id},
          entry.time,
          std::string{entry.peer},
          std::string{entry.blob},
          {}};
}

void log_block::add(const entry_view& entry) {
  put(entries, entry.position);
  put(entries, entry.time);
  for (auto text : {entry.id, entry.peer, entry.blob})
    put(entries, static_cast<std::uint32_t>(text.size()));
  for (auto text : {entry.id, entry.peer, entry.blob})
    entries += text;
  words += entry.words;
  words += '\n';
}

bool log_block::has_words() const {
  return words.find_first_not_of('\n') != std::string::npos;
}

std::optional<std::vector<entry_view>> read_block(std::string_view entries,
                                                  std::string_view words) {
  std::vector<entry_view> found;
  reader from{entries};
  while (!from.left.empty() && from.good) {
    auto& entry = found.emplace_back();
    entry.position = from.number<std::int64_t>();
    entry.time = from.number<std::int64_t>();
    std::array<std::uint32_t, 3> sizes{};
    for (auto& size : sizes)
      size = from.number<std::uint32_t>();
    entry.id = from.bytes(sizes[0]);
    entry.peer = from.bytes(sizes[1]);
    entry.blob = from.bytes(sizes[2]);
    entry.words = take_line(words);
  }
  if (!from.good)
    return std::nullopt;
  return found;
}

} // namespace troupe::persistence
