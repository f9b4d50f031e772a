// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"
#include "actors/part/user_part.hpp"

/// How a stanza gets to the parts of an account or host: what the actors do
/// with it, free of CAF.
namespace troupe::part {

using user_parts = part_list<user_part>;
using host_parts = part_list<host_part>;

/// Runs one stage; `done` where a handler ended the passage.
verdict run_stage(const user_catalogue& routes, const user_parts& parts,
                  passage& p, stage where);

/// Runs all stages in order, until a handler says `done`.
verdict run_stages(const user_catalogue& routes, const user_parts& parts,
                   passage& p);

/// Gives an IQ get or set to the part that claimed its payload, or rejects it:
/// `bad-request` unless it has exactly one payload and a known type (RFC 6120
/// §8.2.3), `service-unavailable` where nobody claims it, where it is the
/// owner's only and `from` is another, or where there is no account (RFC 6121
/// §8.5.1). Results and errors are dropped.
void dispatch_iq(const user_catalogue& routes, const user_parts& parts,
                 user_context& context, const xml::stanza& iq);
/// The same for the domain's own JID; `who` is not asked for.
void dispatch_iq(const host_catalogue& routes, const host_parts& parts,
                 host_context& context, const xml::stanza& iq);

/// Does with a stanza of an own session, its `from` being stamped, all that its
/// user actor has to: IQs without `to` or to the own bare JID go to the parts
/// after the check stage; others pass the stages and are routed in the end. A
/// message without `to` goes to the own bare JID (RFC 6120 §10.3.1). A session
/// that became available before the deliver stage is announced to all parts by
/// `session_available`.
void take_outgoing(const user_catalogue& routes, const user_parts& parts,
                   user_context& context, passage p);

/// Does with a stanza for the account all that its user actor has to: IQs to
/// the bare JID go to the parts after the check stage; others pass the stages.
/// What they leave with a bounce is answered with it.
void take_incoming(const user_catalogue& routes, const user_parts& parts,
                   user_context& context, passage p);

} // namespace troupe::part
