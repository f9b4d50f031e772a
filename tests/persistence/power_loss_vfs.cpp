// SPDX-License-Identifier: Apache-2.0
// The calls of SQLite's file layer. They all go on to the system's layer, so
// that programs see files as ever; what changes them is noted on the way.
#include "power_loss_vfs.hpp"

#include <new>

#include <sqlite3.h>

#include "temporary_directory.hpp"

namespace troupe::persistence {

namespace {

namespace fs = std::filesystem;

/// Behind it in memory lies the file of the system's layer.
struct open_file {
  sqlite3_file base;
  forgetful_disk* disk;
  std::shared_ptr<forgetful_file>* file; ///< null: a temporary file
};

sqlite3_file* system_file(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<open_file*>(file)
                                         + 1);
}

sqlite3_vfs* system_layer() {
  return sqlite3_vfs_find("unix");
}

/// Calls a method of the system's file.
template <auto Method, class... Args>
auto forward(sqlite3_file* file, Args... args) {
  auto* below = system_file(file);
  return (below->pMethods->*Method)(below, args...);
}

using open_directory = int (*)(const char*, int*);

open_directory system_open_directory = nullptr;
forgetful_disk* current = nullptr;

} // namespace

/// The functions that SQLite calls; a friend of the disk.
struct forgetful_layer {
  /// SQLite opens a directory only to sync it.
  static int on_open_directory(const char* path, int* descriptor) {
    current->sync_directory();
    return system_open_directory(path, descriptor);
  }

  static void hook_directories(forgetful_disk* disk) {
    auto* system = system_layer();
    if (!system_open_directory)
      system_open_directory = reinterpret_cast<open_directory>(
          system->xGetSystemCall(system, "openDirectory"));
    current = disk;
    auto* call = disk ? &on_open_directory : system_open_directory;
    system->xSetSystemCall(system, "openDirectory",
                           reinterpret_cast<sqlite3_syscall_ptr>(call));
  }

  /// Notes a change, which may be half done where the power fails with it.
  static bool changed(sqlite3_file* raw, forgetful_file::change change) {
    auto* file = reinterpret_cast<open_file*>(raw);
    if (file->disk->is_down())
      return false;
    if (file->file)
      (*file->file)->pending.push_back(std::move(change));
    return file->disk->step();
  }

  static int write(sqlite3_file* file, const void* bytes, int size,
                   sqlite3_int64 at) {
    if (!changed(file, {at, std::string{static_cast<const char*>(bytes),
                                        static_cast<std::size_t>(size)}}))
      return SQLITE_IOERR_WRITE;
    return forward<&sqlite3_io_methods::xWrite>(file, bytes, size, at);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (!changed(file, {size, std::nullopt}))
      return SQLITE_IOERR_TRUNCATE;
    return forward<&sqlite3_io_methods::xTruncate>(file, size);
  }

  static int sync(sqlite3_file* raw, int flags) {
    auto* file = reinterpret_cast<open_file*>(raw);
    if (file->disk->is_down() || !file->disk->step())
      return SQLITE_IOERR_FSYNC;
    auto code = forward<&sqlite3_io_methods::xSync>(raw, flags);
    if (code == SQLITE_OK && file->file)
      (*file->file)->sync();
    return code;
  }

  static int close(sqlite3_file* file) {
    delete reinterpret_cast<open_file*>(file)->file;
    return forward<&sqlite3_io_methods::xClose>(file);
  }

  /// Version 2: no mapping of the file itself, which would hide writes.
  static const sqlite3_io_methods* methods() {
    using io = sqlite3_io_methods;
    static const io all{2,
                        &close,
                        &forward<&io::xRead, void*, int, sqlite3_int64>,
                        &write,
                        &truncate,
                        &sync,
                        &forward<&io::xFileSize, sqlite3_int64*>,
                        &forward<&io::xLock, int>,
                        &forward<&io::xUnlock, int>,
                        &forward<&io::xCheckReservedLock, int*>,
                        &forward<&io::xFileControl, int, void*>,
                        &forward<&io::xSectorSize>,
                        &forward<&io::xDeviceCharacteristics>,
                        &forward<&io::xShmMap, int, int, int, void volatile**>,
                        &forward<&io::xShmLock, int, int, int>,
                        &forward<&io::xShmBarrier>,
                        &forward<&io::xShmUnmap, int>,
                        nullptr,
                        nullptr};
    return &all;
  }

  static int open(sqlite3_vfs* layer, const char* name, sqlite3_file* raw,
                  int flags, int* out_flags) {
    auto* disk = static_cast<forgetful_disk*>(layer->pAppData);
    auto* file = new (raw) open_file{{}, disk, nullptr};
    auto makes = name && !fs::exists(name);
    if (makes && (disk->is_down() || !disk->step()))
      return SQLITE_CANTOPEN;
    auto* system = system_layer();
    auto code = system->xOpen(system, name, system_file(raw), flags, out_flags);
    if (code != SQLITE_OK)
      return code;
    if (name)
      file->file = new forgetful_disk::file_ptr{
          disk->opened(fs::path{name}.filename())};
    file->base.pMethods = methods();
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* layer, const char* name, int sync) {
    auto* disk = static_cast<forgetful_disk*>(layer->pAppData);
    if (!fs::exists(name))
      return SQLITE_IOERR_DELETE_NOENT;
    if (disk->is_down())
      return SQLITE_IOERR_DELETE;
    auto short_name = fs::path{name}.filename().string();
    disk->pending_names_.push_back({short_name, nullptr});
    if (!disk->step())
      return SQLITE_IOERR_DELETE;
    disk->names_.erase(short_name);
    auto* system = system_layer();
    return system->xDelete(system, name, sync);
  }

  static std::unique_ptr<sqlite3_vfs> make(forgetful_disk& disk) {
    auto made = std::make_unique<sqlite3_vfs>(*system_layer());
    made->szOsFile += static_cast<int>(sizeof(open_file));
    made->pNext = nullptr;
    made->zName = disk.vfs();
    made->pAppData = &disk;
    made->xOpen = &open;
    made->xDelete = &remove;
    return made;
  }
};

forgetful_disk::forgetful_disk(const fs::path& directory, std::uint64_t fail_at)
    : fail_at_{fail_at}, layer_{forgetful_layer::make(*this)} {
  for (const auto& entry : fs::directory_iterator{directory}) {
    auto file = std::make_shared<forgetful_file>();
    file->synced = bytes_of_file(entry.path());
    names_[entry.path().filename()] = file;
  }
  synced_names_ = names_;
  sqlite3_vfs_register(layer_.get(), 0);
  forgetful_layer::hook_directories(this);
}

forgetful_disk::~forgetful_disk() {
  forgetful_layer::hook_directories(nullptr);
  sqlite3_vfs_unregister(layer_.get());
}

} // namespace troupe::persistence
