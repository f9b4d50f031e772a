// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "actors/part/admin_command.hpp"
#include "actors/part/card.hpp"
#include "actors/part/context.hpp"
#include "actors/part/stages.hpp"

namespace troupe::part {

/// What the parts of a host act through.
class host_context : public context {
public:
  virtual const config::host_section& host() const = 0;
  virtual bool is_admin(const xml::jid& who) const = 0;
  virtual time_point started() const = 0;
  /// The cards of every part of the server, users' and hosts'.
  virtual std::span<const card> cards() const = 0;
  /// What administrators can ask for.
  virtual std::span<const admin_command> admin_commands() const = 0;
  /// Has one of them carried out in the name of `who`. `then` gets JSON,
  /// `{"result": …}` or `{"error": {"code", "message"}}`. Whether he may is for
  /// the part to say.
  virtual void administer(const xml::jid& who, std::string_view command,
                          admin_arguments given,
                          std::function<void(const std::string&)> then)
      = 0;

protected:
  ~host_context() = default;
};

/// A feature of the domain's own JID. As with user parts, a part `P` has
/// `about`, `declare` and a constructor from `host_context&`, and is listed in
/// actors/host/parts.cpp.
class host_part {
public:
  virtual ~host_part() = default;
  virtual void start() {}
};

} // namespace troupe::part
