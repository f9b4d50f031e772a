// SPDX-License-Identifier: Apache-2.0
// How a stream is opened: RFC 6120 §4.2, §4.3, §4.7.
#include "actors/session/session.hpp"
#include "actors/session/stream_features.hpp"
#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::session {

namespace {

/// RFC 6120 §4.7.5: at least 1.0; of a higher one 1.0 is spoken.
bool is_version_1(const std::optional<std::string>& version) {
  if (!version)
    return false;
  auto dot = version->find('.');
  auto major = version->substr(0, dot);
  auto is_number = !major.empty() && major.size() <= 3
                   && major.find_first_not_of("0123456789") == major.npos;
  return dot != version->npos && is_number
         && major.find_first_not_of('0') != major.npos;
}

} // namespace

xml::parse_step session::on_stream_open(xml::stream_header header) {
  if (phase_ != phase::opening) {
    fail(xml::stream_condition::invalid_xml, "a stream is open already");
    return xml::parse_step::stop;
  }
  if (!open_stream(header))
    return xml::parse_step::stop;
  write_header(&header);
  phase_ = account_.empty() ? phase::login : phase::binding;
  write_features();
  return xml::parse_step::proceed;
}

bool session::open_stream(const xml::stream_header& header) {
  using enum xml::stream_condition;
  header_sent_ = false;
  if (header.lang)
    stream_lang_ = *header.lang;
  if (header.content_ns != xml::ns::client)
    return fail(invalid_namespace, "this port speaks jabber:client"), false;
  if (!header.to)
    return fail(improper_addressing, "the stream header lacks 'to'"), false;
  auto domain = xml::jid::parse(*header.to);
  const config::host_section* host = nullptr;
  for (const auto& h : config_->hosts)
    if (domain && domain->is_domain() && h.name == domain->str())
      host = &h;
  // After login the host is settled: RFC 6120 §4.7.2 has one name per stream.
  if (host == nullptr || (!account_.empty() && host->name != account_.domain()))
    return fail(host_unknown, "this server does not serve that domain"), false;
  host_ = host;
  served_ = host->name;
  if (!is_version_1(header.version)) // RFC 6120 §4.7.5
    return fail(unsupported_version, "version 1.0 is spoken here"), false;
  return true;
}

void session::write_header(const xml::stream_header* header) {
  header_sent_ = true;
  auto& text = scratch();
  text = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
         "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'";
  xml::write_attribute(text, "id", random_id());
  if (host_ != nullptr)
    xml::write_attribute(text, "from", host_->name);
  else if (!config_->hosts.empty()) // RFC 6120 §4.9.1.2
    xml::write_attribute(text, "from", config_->hosts.front().name);
  if (header != nullptr && header->from)
    if (auto who = xml::jid::parse(*header->from))
      xml::write_attribute(text, "to", who->str());
  xml::write_attribute(text, "xml:lang", "en");
  text += '>';
  write(text);
}

void session::write_features() {
  feature_facts facts;
  facts.config = config_;
  facts.host = host_;
  facts.cards = setup_->cards;
  facts.can_start_tls = setup_->can_start_tls;
  facts.is_secure = transport_->is_secure();
  facts.is_authenticated = !account_.empty();
  write(stream_features(facts, sasl_facts()));
}

auth::sasl_facts session::sasl_facts() const {
  auth::sasl_facts facts;
  facts.domain = host_->name;
  facts.is_secure = transport_->is_secure();
  facts.require_encryption = config_->c2s.require_encryption;
  facts.allow_plain = true; // over TLS, or on loopback by configuration
  facts.decoy_secret = setup_->decoy_secret;
  if (facts.is_secure) {
    facts.exporter = transport_->tls().exporter;
    facts.server_end_point = transport_->tls().server_end_point;
  }
  return facts;
}

} // namespace troupe::session
