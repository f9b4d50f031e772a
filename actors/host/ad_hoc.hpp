// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>

#include "actors/host/ad_hoc_commands.hpp"
#include "actors/part/catalogue.hpp"

namespace troupe::host {

/// Ad-Hoc Commands, XEP-0050 1.3.0: what administrators can do with
/// `troupectl`, they can do with their clients. A command has one stage at
/// most:
///
///   execute ──▶ executing, a form ──complete──▶ completed, what came of it
///      │              └───────────cancel───▶ canceled
///      └──▶ completed, where nothing has to be asked
class ad_hoc : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<ad_hoc>& d);
  explicit ad_hoc(part::host_context& context) : context_(context) {}

  void command(const part::iq_request& request);

private:
  /// A form that waits to be filled in, or has been.
  struct session {
    std::string id;
    xml::jid who;
    std::string node;
    part::context::time_point begun;
    bool ended = false;
  };
  struct run;

  void refuse(const xml::stanza& iq, const xml::stanza_error& error);
  void begin(const part::iq_request& request, const ad_hoc_command& c);
  void go_on(const part::iq_request& request, const ad_hoc_command& c,
             std::string_view action);
  void complete(const part::iq_request& request, const ad_hoc_command& c,
                session& s);
  void run_all(const xml::stanza& iq, const ad_hoc_command& c,
               const std::string& session,
               std::vector<part::admin_arguments> given);
  void run_next(const std::shared_ptr<run>& r);
  void finish(const run& r);
  session& open(const xml::jid& who, const std::string& node);
  session* find(const xml::jid& who, std::string_view node,
                std::string_view id);

  part::host_context& context_;
  std::deque<session> sessions_; ///< the oldest first
};

/// What disco tells of the nodes of commands, XEP-0050 §2.2; nothing for any
/// other node.
using ad_hoc_disco
    = std::optional<boost::system::result<xml::element, xml::stanza_error>>;
ad_hoc_disco ad_hoc_info(const part::host_context& context, const xml::jid& who,
                         std::string_view node);
ad_hoc_disco ad_hoc_items(const part::host_context& context,
                          const xml::jid& who, std::string_view node);

} // namespace troupe::host
