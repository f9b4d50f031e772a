// SPDX-License-Identifier: Apache-2.0
#include "persistence/faulty.hpp"

namespace troupe::persistence {

void fault_script::fail_writes(std::size_t count, store_error why) {
  std::lock_guard guard{mutex_};
  writes_to_fail_ = count;
  write_error_ = std::move(why);
}

void fault_script::fail_commits(std::size_t count, store_error why) {
  std::lock_guard guard{mutex_};
  commits_to_fail_ = count;
  commit_error_ = std::move(why);
}

void fault_script::refuse(store_error why) {
  std::lock_guard guard{mutex_};
  refused_ = std::move(why);
}

void fault_script::accept() {
  std::lock_guard guard{mutex_};
  refused_.reset();
}

void fault_script::pause() {
  std::lock_guard guard{mutex_};
  paused_ = true;
}

void fault_script::resume() {
  {
    std::lock_guard guard{mutex_};
    paused_ = false;
  }
  resumed_.notify_all();
}

std::size_t fault_script::calls() const {
  std::lock_guard guard{mutex_};
  return calls_;
}

std::size_t fault_script::commits() const {
  std::lock_guard guard{mutex_};
  return commits_;
}

std::optional<store_error> fault_script::next(kind call) {
  std::unique_lock guard{mutex_};
  ++calls_;
  resumed_.wait(guard, [this] { return !paused_; });
  if (call == kind::rollback)
    return std::nullopt;
  if (refused_)
    return refused_;
  if (call == kind::write && writes_to_fail_ > 0) {
    --writes_to_fail_;
    return write_error_;
  }
  if (call == kind::commit && commits_to_fail_ > 0) {
    --commits_to_fail_;
    return commit_error_;
  }
  return std::nullopt;
}

void fault_script::committed() {
  std::lock_guard guard{mutex_};
  ++commits_;
}

/// Each call asks the script, then goes on to the store behind.
class faulty_store : public store {
public:
  faulty_store(std::unique_ptr<store> db, std::shared_ptr<fault_script> script)
      : db_{std::move(db)}, script_{std::move(script)} {}

  result<void> begin() override {
    return read([&] { return db_->begin(); });
  }
  result<void> commit() override {
    if (auto fault = script_->next(kind::commit)) {
      db_->rollback();
      return *fault;
    }
    auto done = db_->commit();
    if (done)
      script_->committed();
    return done;
  }
  void rollback() override {
    script_->next(kind::rollback);
    db_->rollback();
  }
  result<void> begin_nested() override {
    return read([&] { return db_->begin_nested(); });
  }
  result<void> commit_nested() override {
    return read([&] { return db_->commit_nested(); });
  }
  result<void> rollback_nested() override {
    script_->next(kind::rollback);
    return db_->rollback_nested();
  }

  result<std::optional<std::string>> document(std::string_view owner,
                                              std::string_view name) override {
    return read([&] { return db_->document(owner, name); });
  }
  result<void> put_document(std::string_view owner, std::string_view name,
                            std::string_view blob) override {
    return write([&] { return db_->put_document(owner, name, blob); });
  }
  result<void> remove_document(std::string_view owner,
                               std::string_view name) override {
    return write([&] { return db_->remove_document(owner, name); });
  }
  result<std::vector<std::string>> owners(std::string_view document,
                                          std::string_view after,
                                          std::size_t limit) override {
    return read([&] { return db_->owners(document, after, limit); });
  }

  result<std::optional<std::string>> entry(std::string_view owner,
                                           std::string_view map,
                                           std::string_view key) override {
    return read([&] { return db_->entry(owner, map, key); });
  }
  result<map_entries> entries(std::string_view owner,
                              std::string_view map) override {
    return read([&] { return db_->entries(owner, map); });
  }
  result<void> put_entry(std::string_view owner, std::string_view map,
                         std::string_view key, std::string_view blob) override {
    return write([&] { return db_->put_entry(owner, map, key, blob); });
  }
  result<void> remove_entry(std::string_view owner, std::string_view map,
                            std::string_view key) override {
    return write([&] { return db_->remove_entry(owner, map, key); });
  }
  result<void> remove_map(std::string_view owner,
                          std::string_view map) override {
    return write([&] { return db_->remove_map(owner, map); });
  }

  result<void> append(std::string_view owner, std::string_view log,
                      const log_entry& entry) override {
    return write([&] { return db_->append(owner, log, entry); });
  }
  result<log_page> page(std::string_view owner, std::string_view log,
                        const log_query& query) override {
    return read([&] { return db_->page(owner, log, query); });
  }
  result<std::uint64_t> count(std::string_view owner,
                              std::string_view log) override {
    return read([&] { return db_->count(owner, log); });
  }
  result<void> remove_logged(std::string_view owner, std::string_view log,
                             std::string_view id) override {
    return write([&] { return db_->remove_logged(owner, log, id); });
  }
  result<void> remove_log(std::string_view owner,
                          std::string_view log) override {
    return write([&] { return db_->remove_log(owner, log); });
  }
  result<std::uint64_t> expire(std::string_view owner, std::string_view log,
                               std::int64_t time, std::size_t limit) override {
    return write([&] { return db_->expire(owner, log, time, limit); });
  }

  result<void> remove_owner(std::string_view owner) override {
    return write([&] { return db_->remove_owner(owner); });
  }

private:
  using kind = fault_script::kind;

  template <class Call>
  auto read(Call call) -> decltype(call()) {
    if (auto fault = script_->next(kind::read))
      return *fault;
    return call();
  }

  template <class Call>
  auto write(Call call) -> decltype(call()) {
    if (auto fault = script_->next(kind::write))
      return *fault;
    return call();
  }

  std::unique_ptr<store> db_;
  std::shared_ptr<fault_script> script_;
};

std::unique_ptr<store> make_faulty(std::unique_ptr<store> db,
                                   std::shared_ptr<fault_script> script) {
  return std::make_unique<faulty_store>(std::move(db), std::move(script));
}

} // namespace troupe::persistence
