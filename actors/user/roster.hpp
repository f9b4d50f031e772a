// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/part/catalogue.hpp"
#include "actors/user/contact_list.hpp"
#include "actors/user/store_wait.hpp"

namespace troupe::user {

/// The roster, RFC 6121 §2, with versions (§2.6, before XEP-0237). Limit:
/// `limits.roster_items`.
///
///   change --> queue --> edits in memory --> one transaction --> done, pushes
///                          ^                        |
///                          +---- undone where it fails
///
/// One transaction is on its way at a time; what comes meanwhile waits for it
/// and goes into the next one together. So nobody is told of what may be lost.
class roster : public part::user_part {
public:
  using error = std::optional<xml::stanza_error>;
  /// Changes the list, or says why not and changes nothing.
  using edit = std::function<error(contact_list&)>;
  /// Told once the change is committed, or why it is not.
  using done = std::function<void(error)>;

  static part::card about();
  static void declare(part::user_declaration<roster>& d);
  explicit roster(part::user_context& context);

  void start() override;
  std::vector<std::pair<std::string, std::string>> describe() const override;
  std::size_t memory() const override { return list_.all().memory(); }

  void get(const part::iq_request& request);
  void set(const part::iq_request& request);

  const contact_list& contacts() const { return list_; }
  /// Why the roster is not there: the store did not give it. Null: it is.
  const xml::stanza_error* missing() const { return missing_.get(); }
  bool is_full() const;

  void change(edit first, done then);
  /// Runs `then` once all changes asked for so far are done with: now, if there
  /// are none.
  void after_changes(std::function<void()> then);
  /// Tells the interested resources of an item as it now is (RFC 6121 §2.1.6).
  void push(const contact& c);
  /// The account goes: nobody is its contact any more.
  void forget() { list_.clear(); }

private:
  struct job {
    edit first; ///< none: only waits
    done then;
    error refused;
    store_wait waits;
  };

  void load();
  void loaded(const persistence::result<persistence::answers>& stored);
  void pump();
  void run_batch();
  void finish(const error& failed);
  void answer(const xml::stanza& iq, const std::optional<std::string>& version);
  void add(const xml::stanza& iq, contact item);
  void remove(const xml::stanza& iq, const xml::jid& bare);
  void removed(const xml::jid& bare, const subscription& was,
               std::uint64_t version);
  void push_item(xml::element item, std::uint64_t version);
  void send_push(const part::session_record& to, xml::element item,
                 std::uint64_t version);

  part::user_context& context_;
  contact_list list_;
  std::unique_ptr<xml::stanza_error> missing_;
  std::vector<job> queue_;
  std::vector<job> batch_;
  bool busy_ = false;    ///< a transaction is on its way
  bool pumping_ = false; ///< within `pump`
};

} // namespace troupe::user
