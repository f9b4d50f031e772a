// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "actors/admin/command.hpp"
#include "actors/configuration_effects.hpp"
#include "actors/messages.hpp"
#include "net/tls_context.hpp"
#include "persistence/operation.hpp"
#include "xml/stanza.hpp"

namespace troupe::observe {

class observatory;

} // namespace troupe::observe

namespace troupe::admin {

/// What the process that runs the server knows of itself.
struct process_facts {
  std::string version;
  std::chrono::system_clock::time_point started;
  /// {"c2s", "127.0.0.1:5222"} …, with real ports
  std::vector<std::pair<std::string, std::string>> listening;
  std::vector<net::certificate_facts> certificates; ///< in force
};

/// What is to be done with a configuration that is read anew. A wrong one
/// changes nothing.
struct configuration_wish {
  enum class step : std::uint8_t {
    plan,   ///< nothing but to say what would change
    apply,  ///< all of it, or nothing if a key needs a restart
    reload, ///< all but the keys that need a restart
  };
  step what = step::plan;
  std::filesystem::path file = {}; ///< of a plan; empty: the server's own
};

/// A stanza that is to be tried out: what would become of it now.
struct rehearsal_wish {
  std::string stanza; ///< as XML
  xml::jid as;        ///< who sends it, bare or full
  bool payload = false;
};

/// What commands act on: a running server (`running_server`), or its store
/// while none runs (`stopped_server`), which can do the first five only.
class server_access {
public:
  virtual ~server_access() = default;

  virtual const config::server_config& configuration() const = 0;

  /// Makes, changes, disables, enables or removes an account of a configured
  /// host.
  virtual void change(const actors::change_account& request, reply<void> done)
      = 0;
  /// At most `limit` accounts after `after`, sorted; of one host, or of all
  /// where it is empty; all or only those that are disabled.
  virtual void list_users(const actors::list_users& request,
                          reply<std::vector<std::string>> done)
      = 0;
  /// Whether the store can be used, in words.
  virtual void check_store(reply<std::string> done) = 0;
  /// What the store answers to one operation that reads.
  virtual void read(const persistence::operation& op,
                    reply<persistence::answer> done)
      = 0;

  /// Has the store carry out one operation that writes.
  virtual void write(const persistence::operation& op, reply<void> done);

  /// Where stanzas can be followed; null: no server runs.
  virtual observe::observatory* watching() { return nullptr; }

  /// What the accounts in memory know of a message; nothing where no server
  /// runs.
  virtual void find_message(std::uint64_t trace,
                            reply<std::vector<actors::message_event>> done);
  virtual void list_sessions(reply<std::vector<actors::session_facts>> done);
  virtual void end_sessions(const actors::end_sessions& request,
                            reply<std::uint32_t> done);
  /// The central actors.
  virtual void describe(reply<std::vector<actors::description>> done);
  /// The actor of an address of this server: an account, a room, a host.
  virtual void describe(const xml::jid& address,
                        reply<std::vector<actors::description>> done);
  /// Sends an IQ request in the name of an administrator of the server. What
  /// came back meanwhile, the answer last: a result, or an error.
  virtual void ask(const xml::stanza& request,
                   reply<std::vector<xml::stanza>> done);
  /// Sends a message to the account that it is for, which must be of this
  /// server; done once it is on its way.
  virtual void send(const xml::stanza& message, reply<void> done);
  /// What would become of a stanza: `{"trace": …, "notes": […]}`. Changes
  /// nothing.
  virtual void rehearse(const rehearsal_wish& wish, reply<nlohmann::json> done);
  /// Reads the configuration again; what would change, or has.
  virtual void configure(const configuration_wish& wish,
                         reply<actors::configuration_changes> done);
  virtual outcome<process_facts> process() const;
  /// The last entries of the audit log, the newest last.
  virtual void read_audit(std::size_t limit,
                          reply<std::vector<nlohmann::json>> done);
};

/// The failure of what only a running server can do.
failure needs_server();

/// A bare JID of a configured host; a failure that names what is wrong.
outcome<xml::jid> account_named(const server_access& server,
                                std::string_view text);
/// The same for any JID of a configured host, bare or full, but for the
/// host's own.
outcome<xml::jid> address_named(const server_access& server,
                                std::string_view text);
/// A configured host, by its enforced name.
outcome<const config::host_section*> host_named(const server_access& server,
                                                std::string_view text);
/// The same of the argument "host"; empty where it is not given.
outcome<std::string> host_given(const server_access& server,
                                const given_arguments& given);

/// The number of that argument, at least 1, and `most` where it is more;
/// `otherwise` where it is not given.
outcome<std::size_t> count_named(const given_arguments& given,
                                 const std::string& name, std::size_t otherwise,
                                 std::size_t most);

/// Every account that is asked for, sorted, whatever the limit.
void list_all_users(server_access& server, actors::list_users request,
                    reply<std::vector<std::string>> done);

} // namespace troupe::admin
