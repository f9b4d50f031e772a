// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "actors/part/catalogue.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view offline_messages
    = "http://jabber.org/protocol/offline";
}

/// Flexible Offline Message Retrieval, XEP-0013 1.3: a client lists, reads and
/// removes what the part `offline` keeps. Once it has asked, presence brings it
/// and the account's other resources nothing of that while its session lasts.
class offline_retrieval : public part::user_part {
public:
  static part::card about();
  static void declare(part::user_declaration<offline_retrieval>& d);
  explicit offline_retrieval(part::user_context& context) : context_(context) {}

  void get(const part::iq_request& request);
  void set(const part::iq_request& request);
  /// disco#info and disco#items of the node, for account_disco.
  void info(const part::iq_request& request);
  void items(const part::iq_request& request);

private:
  using nodes = std::set<std::string, std::less<>>;
  /// One walk through the log, page by page.
  struct walk {
    xml::stanza iq;
    std::function<void(const persistence::log_entry&)> each;
    std::function<void()> then;
  };
  /// Messages on their way to the session that asked for them.
  struct reading {
    xml::stanza iq;
    nodes wanted; ///< all if empty
    std::int64_t next = 0;
  };

  bool may_ask(const part::iq_request& request);
  std::optional<xml::stanza>
  readable(const persistence::log_entry& entry) const;
  void start_reading(const xml::stanza& iq);
  std::optional<nodes> nodes_of(const part::iq_request& request,
                                std::string_view action);
  void with_existing(const xml::stanza& iq, const nodes& wanted,
                     std::function<void()> then);
  void go(std::shared_ptr<walk> w, std::int64_t start);
  void read_page(std::shared_ptr<reading> r);
  void hand_over(std::shared_ptr<reading> r, const persistence::log_page& page);
  void remove(const xml::stanza& iq, persistence::transaction removals);

  part::user_context& context_;
};

} // namespace troupe::user
