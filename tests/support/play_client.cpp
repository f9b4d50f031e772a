// SPDX-License-Identifier: Apache-2.0
#include "tests/support/play_client.hpp"

#include "tests/support/play_pattern.hpp"
#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::support {

using xml::element;

play_client::play_client(std::string name, xml::jid who, std::string password)
    : name_(std::move(name)),
      jid_(std::move(who)),
      password_(std::move(password)),
      parser_({0, 0, 0}) {
}

xml::parse_step play_client::on_stream_open(xml::stream_header header) {
  header_ = std::move(header);
  return xml::parse_step::proceed;
}

xml::parse_step play_client::on_element(element tag) {
  // Requests for acknowledgement come when it suits the server.
  constexpr std::string_view management = "urn:xmpp:sm:3";
  bound_ = bound_ || tag.is("resumed", management);
  if (!tag.is("r", management))
    inbox_.push_back(std::move(tag));
  return xml::parse_step::proceed;
}

xml::parse_step play_client::on_stream_close() {
  closed_ = true;
  return xml::parse_step::stop;
}

std::string play_client::dial(play_server& server, bool direct_tls) {
  std::string fault;
  ended_ = closed_ = bound_ = false;
  inbox_.clear();
  wire_ = server.connect(direct_tls, fault);
  if (wire_ && direct_tls)
    fault = wire_->secure(std::string{jid_.domain()});
  return fault;
}

std::string play_client::send(std::string_view raw) {
  if (!wire_)
    return "not connected";
  wire_->send(raw);
  return {};
}

bool play_client::read_more() {
  if (!wire_ || ended_)
    return false;
  std::string bytes;
  auto outcome = wire_->read(bytes);
  ended_ = outcome == wire::outcome::ended;
  if (auto parsed = parser_.feed(bytes, *this); !parsed)
    fault_ = "what the server sent is not XML: " + bytes;
  return outcome == wire::outcome::bytes;
}

std::string play_client::open_stream_with(std::string_view raw) {
  parser_.reset();
  header_.reset();
  return send(raw);
}

std::string play_client::open_stream() {
  std::string raw = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                    "xmlns:stream='http://etherx.jabber.org/streams' "
                    "version='1.0'";
  xml::write_attribute(raw, "to", jid_.domain());
  if (auto fault = open_stream_with(raw + '>'); !fault.empty())
    return fault;
  return header() ? "" : "no header came: " + why_nothing();
}

std::optional<xml::stream_header> play_client::header() {
  while (!header_ && read_more())
    ;
  return std::exchange(header_, {});
}

std::optional<element> play_client::next(bool features) {
  for (;;) {
    while (inbox_.empty() && !closed_ && fault_.empty() && read_more())
      ;
    if (inbox_.empty())
      return {};
    auto first = std::move(inbox_.front());
    inbox_.pop_front();
    if (features || !first.is("features", xml::ns::stream))
      return first;
  }
}

std::string play_client::why_nothing() const {
  if (!fault_.empty())
    return fault_;
  if (!wire_)
    return "it is not connected";
  if (closed_)
    return "the server has closed the stream";
  return ended_ ? "the server has closed the connection" : "nothing came";
}

std::string play_client::unexpected(std::string_view wanted,
                                    const std::optional<element>& got) const {
  auto what = got ? pretty(*got) : why_nothing() + '\n';
  return "expected " + std::string{wanted} + ", got:\n" + what;
}

bool play_client::await_answer(std::string_view id) {
  auto is_answer = [&](const element& x) {
    return x.is("iq", xml::ns::client) && x.attr("id") == id;
  };
  for (std::size_t seen = 0;;) {
    for (; seen < inbox_.size(); ++seen)
      if (is_answer(inbox_[seen])) {
        inbox_.erase(inbox_.begin() + static_cast<std::ptrdiff_t>(seen));
        return true;
      }
    if (closed_ || !read_more())
      return false;
  }
}

std::string play_client::expect_end() {
  while (!ended_ && read_more())
    ;
  std::erase_if(inbox_, [](const element& x) {
    return x.is("features", xml::ns::stream);
  });
  if (!inbox_.empty())
    return unexpected("the end of the stream", inbox_.front());
  return ended_ ? "" : "the server has not closed the connection";
}

std::string play_client::close() {
  if (auto fault = send("</stream:stream>"); !fault.empty())
    return fault;
  auto fault = expect_end();
  return fault.empty() && !closed_ ? "the server has not closed its stream"
                                   : fault;
}

std::string play_client::expect_stream_error(std::string_view condition) {
  auto got = next();
  if (!got || !got->is("error", xml::ns::stream)
      || !got->child(condition, xml::ns::stream_errors))
    return unexpected("stream error " + std::string{condition}, got);
  auto fault = expect_end();
  return fault.empty() && !closed_ ? "the stream was not closed after its error"
                                   : fault;
}

void play_client::drop() {
  if (wire_)
    wire_->drop();
  wire_.reset();
}

} // namespace troupe::support
