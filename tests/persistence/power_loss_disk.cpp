// SPDX-License-Identifier: Apache-2.0
// What a disk forgets, and what of it survives by chance.
#include <algorithm>

#include "power_loss_vfs.hpp"
#include "temporary_directory.hpp"

namespace troupe::persistence {

namespace {

using change = forgetful_file::change;

constexpr std::size_t sector = 512;

void put(std::string& file, const change& c) {
  auto at = static_cast<std::size_t>(c.at);
  if (!c.bytes)
    return file.resize(at);
  file.resize(std::max(file.size(), at + c.bytes->size()));
  file.replace(at, c.bytes->size(), *c.bytes);
}

/// The changes by sector: what a disk writes at once, or tears.
std::vector<change> sectors_of(const std::vector<change>& changes) {
  std::vector<change> pieces;
  for (const auto& c : changes) {
    if (!c.bytes) {
      pieces.push_back(c);
      continue;
    }
    auto at = static_cast<std::size_t>(c.at);
    auto end = at + c.bytes->size();
    for (auto from = at; from < end;) {
      auto to = std::min(end, (from / sector + 1) * sector);
      pieces.push_back({static_cast<std::int64_t>(from),
                        c.bytes->substr(from - at, to - from)});
      from = to;
    }
  }
  return pieces;
}

enum class survival { none, all, any };

survival survival_of(std::mt19937_64& chance) {
  constexpr survival kinds[]
      = {survival::none, survival::all, survival::any, survival::any};
  return kinds[chance() % std::size(kinds)];
}

/// Any of the pieces, in any order, some of them torn.
void apply_any(std::string& file, std::vector<change> pieces,
               std::mt19937_64& chance) {
  std::shuffle(pieces.begin(), pieces.end(), chance);
  auto survivors = chance() % 100;
  for (auto& piece : pieces) {
    if (chance() % 100 >= survivors)
      continue;
    if (piece.bytes && chance() % 8 == 0)
      piece.bytes->resize(chance() % piece.bytes->size());
    put(file, piece);
  }
}

std::string remains(const forgetful_file& file, std::mt19937_64& chance) {
  auto bytes = file.synced;
  switch (survival_of(chance)) {
  case survival::none:
    break;
  case survival::all:
    for (const auto& c : file.pending)
      put(bytes, c);
    break;
  case survival::any:
    apply_any(bytes, sectors_of(file.pending), chance);
    break;
  }
  return bytes;
}

} // namespace

void forgetful_file::sync() {
  for (const auto& c : pending)
    put(synced, c);
  pending.clear();
}

bool forgetful_disk::step() {
  ++operations_;
  return !is_down();
}

forgetful_disk::file_ptr forgetful_disk::opened(const std::string& name) {
  auto& file = names_[name];
  if (!file) {
    file = std::make_shared<forgetful_file>();
    pending_names_.push_back({name, file});
  }
  return file;
}

void forgetful_disk::sync_directory() {
  for (const auto& n : pending_names_)
    synced_names_[n.name] = n.file;
  pending_names_.clear();
}

void forgetful_disk::restore(const std::filesystem::path& where,
                             std::mt19937_64& chance) const {
  auto names = synced_names_;
  auto kind = survival_of(chance);
  for (const auto& n : pending_names_)
    if (kind == survival::all || (kind == survival::any && chance() % 2 == 0))
      names[n.name] = n.file;
  for (const auto& [name, file] : names) {
    if (!file)
      continue;
    write_file(where / name, remains(*file, chance));
    // The index of the log is not synced at all; anything may be in it.
    if (name.ends_with("-wal") && chance() % 2 == 0) {
      std::string garbage(32'768, '\0');
      for (auto& byte : garbage)
        byte = static_cast<char>(chance());
      write_file(where / (name.substr(0, name.size() - 3) + "shm"), garbage);
    }
  }
}

} // namespace troupe::persistence
