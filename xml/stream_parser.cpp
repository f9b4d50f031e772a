// SPDX-License-Identifier: Apache-2.0
#include "xml/stream_parser.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "xml/expat_reader.hpp"
#include "xml/namespaces.hpp"
#include "xml/stream_start.hpp"
#include "xml/tree_builder.hpp"

namespace troupe::xml {

using boost::system::result;

namespace {

// Trees are walked by recursion: this holds even where no limit is wanted.
constexpr std::size_t deepest = 1000;
constexpr std::size_t longest_slice = std::size_t{1} << 20;

constexpr auto stray_text = "text between elements";

bool exceeds(std::size_t value, std::size_t limit) {
  return limit != 0 && value > limit;
}

std::size_t count_of(const char** attributes) {
  std::size_t n = 0;
  while (attributes[2 * n])
    ++n;
  return n;
}

std::vector<attribute> read_attributes(const char** attributes,
                                       std::size_t count) {
  std::vector<attribute> result;
  result.reserve(count);
  for (; *attributes; attributes += 2) {
    const auto [ns, name] = qualified_name::read(attributes[0]);
    result.push_back({std::string{name}, attributes[1], std::string{ns}});
  }
  return result;
}

} // namespace

//            root's start            root's end, error, stop
//   fresh ─────────────────▶ open ───────────────────────────▶ over
//     ▲                       │                                 │
//     └───────────────────────┴── restart, reset ───────────────┘
struct stream_parser::state final : token_events {
  enum class phase_type : std::uint8_t { fresh, open, over };

  explicit state(stream_limits x) : limits(x) {}

  result<void, stream_error> feed(std::string_view bytes);
  result<void, stream_error> feed_guarded(std::string_view bytes);
  void begin_reader();
  std::size_t room(std::size_t wanted) const;
  std::size_t parse(std::string_view bytes);
  void parse_slice(std::string_view slice);
  void leave(phase_type next);
  void release();

  void fail(stream_condition what, std::string text);
  void then(parse_step next);

  void on_start_tag(qualified_name name, const char** attributes) override;
  void on_root(qualified_name name, const char** attributes);
  void on_end_tag() override;
  void on_text(std::string_view chars) override;
  void on_cdata() override;
  void on_xmlns(std::string_view prefix, std::string_view ns) override;
  void on_encoding(std::string_view name) override;
  void on_forbidden(const char* what) override;

  stream_limits limits;
  phase_type phase = phase_type::fresh;
  std::optional<expat_reader> reader;
  tree_builder tree;
  std::string reopening;       // see header_for_reopening
  declarations declared;       // by the root's start tag, while that is read
  std::size_t xmlns_count = 0; // of the start tag to come
  std::size_t begin = 0; // where in the document the unfinished element begins
  char unfinished = '<'; // its first byte
  bool standing_in = false; // the start tag to come is `reopening`

  // While `feed` runs:
  stream_events* events = nullptr;
  std::optional<phase_type> next; // what a handler or an error leads to
  std::size_t left_at = 0;        // where in the document
  std::optional<stream_error> error;
  bool reset_wanted = false;
  bool release_wanted = false;

  // After a handler said `hold`:
  bool held = false;
  std::string kept; // input that was not parsed yet
};

result<void, stream_error> stream_parser::state::feed(std::string_view bytes) {
  while (phase != phase_type::over && !bytes.empty()) {
    if (phase == phase_type::fresh && !reader) // leniently: XML 1.0 §2.8
      bytes.remove_prefix(
          std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    if (bytes.empty())
      break;
    if (!reader)
      begin_reader();
    bytes.remove_prefix(parse(bytes));
    if (!next)
      continue;
    leave(*std::exchange(next, std::nullopt));
    if (std::exchange(reset_wanted, false))
      break;
    if (error)
      return *std::exchange(error, std::nullopt);
    if (held) {
      kept = bytes;
      break;
    }
  }
  return {};
}

result<void, stream_error>
stream_parser::state::feed_guarded(std::string_view bytes) {
  try {
    auto outcome = feed(bytes);
    events = nullptr;
    return outcome;
  } catch (...) { // a handler's
    leave(phase_type::over);
    next.reset();
    events = nullptr;
    reset_wanted = release_wanted = held = false;
    throw;
  }
}

void stream_parser::state::begin_reader() {
  reader.emplace(*this);
  begin = 0;
  if (phase == phase_type::fresh)
    return;
  standing_in = true;
  [[maybe_unused]] const auto error = reader->parse(reopening);
  assert(!error);
}

/// How many of `wanted` bytes may be parsed before the unfinished element is
/// as large as it may get.
std::size_t stream_parser::state::room(std::size_t wanted) const {
  wanted = std::min(wanted, longest_slice);
  if (limits.stanza_bytes == 0)
    return wanted;
  const auto size = reader->fed() - begin;
  return std::min(wanted,
                  limits.stanza_bytes - std::min(limits.stanza_bytes, size));
}

/// Parses as many of the bytes as can be, and tells how many that were.
std::size_t stream_parser::state::parse(std::string_view bytes) {
  const auto fed = reader->fed();
  if (phase == phase_type::fresh)
    error = check_encoding(bytes, fed);
  const auto size = room(bytes.size());
  if (!error && size > 0)
    parse_slice(bytes.substr(0, size));
  if (!next && !error && room(1) == 0)
    error = stream_error{stream_condition::policy_violation,
                         "more than " + std::to_string(limits.stanza_bytes)
                             + " bytes in one element"};
  if (error)
    next = phase_type::over;
  const bool left_early = next == phase_type::fresh || held;
  return left_early && !error ? left_at - fed : size;
}

void stream_parser::state::parse_slice(std::string_view slice) {
  const auto fed = reader->fed();
  auto failed = reader->parse(slice);
  if (begin >= fed && begin < fed + slice.size())
    unfinished = slice[begin - fed];
  if (!failed)
    return;
  // expat tells of `]]>` before it tells of the text in front of it, unless
  // that came in an earlier piece. One error for both.
  if (phase == phase_type::open && tree.depth() == 0 && unfinished != '<'
      && unfinished != '&')
    failed = stream_error{stream_condition::bad_format, stray_text};
  error = std::move(failed);
}

void stream_parser::state::leave(phase_type to) {
  reader.reset();
  tree.clear();
  declared = {};
  xmlns_count = 0;
  standing_in = false;
  phase = to;
}

void stream_parser::state::release() {
  release_wanted = events != nullptr;
  const bool between = !held && reader && phase == phase_type::open
                       && tree.depth() == 0 && reader->fed() == begin;
  if (release_wanted || !between)
    return;
  reader.reset();
  tree.clear();
}

void stream_parser::state::fail(stream_condition what, std::string text) {
  error = {what, std::move(text)};
  next = phase_type::over;
  reader->stop();
}

void stream_parser::state::then(parse_step step) {
  if (reset_wanted || step == parse_step::restart)
    next = phase_type::fresh;
  else if (step == parse_step::stop)
    next = phase_type::over;
  else if (step == parse_step::hold)
    next = phase_type::open; // another reader takes over, as after `release`
  held = step == parse_step::hold && !reset_wanted;
  if (!next)
    return;
  left_at = reader->token_end();
  reader->stop();
}

void stream_parser::state::on_start_tag(qualified_name name,
                                        const char** attributes) {
  if (std::exchange(standing_in, false)) {
    begin = reader->token_end();
    return;
  }
  const auto count = count_of(attributes);
  const auto declarations = std::exchange(xmlns_count, 0);
  if (exceeds(count + declarations, limits.attributes))
    return fail(stream_condition::policy_violation,
                "more than " + std::to_string(limits.attributes)
                    + " attributes on one element");
  if (phase == phase_type::fresh)
    return on_root(name, attributes);
  const auto depth
      = limits.depth == 0 ? deepest : std::min(limits.depth, deepest);
  if (tree.depth() == depth)
    return fail(stream_condition::policy_violation,
                "elements more than " + std::to_string(depth) + " deep");
  if (tree.depth() == 0)
    begin = reader->token_begin();
  tree.open(name.local, name.ns, read_attributes(attributes, count));
}

void stream_parser::state::on_root(qualified_name name,
                                   const char** attributes) {
  if (name.ns != ns::stream) // RFC 6120 §4.8.1
    return fail(stream_condition::invalid_namespace,
                "not in the stream namespace");
  if (name.local != "stream")
    return fail(stream_condition::bad_format, "not a stream header");
  phase = phase_type::open;
  begin = reader->token_end();
  reopening = header_for_reopening(declared);
  if (reopening.empty()) // RFC 6120 §4.8.5 has one prefix for it
    return fail(stream_condition::bad_namespace_prefix,
                "two prefixes for the stream namespace");
  auto header = read_header(declared, attributes);
  declared = {};
  then(events->on_stream_open(std::move(header)));
}

void stream_parser::state::on_end_tag() {
  if (tree.depth() == 0) {
    const auto step = events->on_stream_close();
    return then(step == parse_step::restart ? step : parse_step::stop);
  }
  tree.close();
  if (tree.depth() > 0)
    return;
  begin = reader->token_end();
  then(events->on_element(tree.take()));
}

void stream_parser::state::on_text(std::string_view chars) {
  if (tree.depth() > 0)
    return tree.text(chars);
  begin = reader->token_end();
  // Well-formed, but it cannot be processed: RFC 6120 §4.9.3.1. Whitespace
  // keeps the connection alive, §4.6.1.
  if (chars.find_first_not_of(" \t\r\n") != chars.npos)
    fail(stream_condition::bad_format, stray_text);
}

void stream_parser::state::on_cdata() {
  if (tree.depth() == 0)
    fail(stream_condition::bad_format, stray_text);
}

void stream_parser::state::on_xmlns(std::string_view prefix,
                                    std::string_view ns) {
  if (standing_in)
    return;
  ++xmlns_count;
  if (phase == phase_type::fresh)
    declared.emplace_back(prefix, ns);
}

// RFC 6120 §11.6
void stream_parser::state::on_encoding(std::string_view name) {
  if (!boost::algorithm::iequals(name, "UTF-8"))
    fail(stream_condition::unsupported_encoding,
         "the encoding of a stream is UTF-8");
}

void stream_parser::state::on_forbidden(const char* what) {
  fail(stream_condition::restricted_xml, what);
}

stream_parser::stream_parser(stream_limits limits)
    : state_(std::make_unique<state>(limits)) {
}

stream_parser::~stream_parser() = default;
stream_parser::stream_parser(stream_parser&&) noexcept = default;
stream_parser& stream_parser::operator=(stream_parser&&) noexcept = default;

result<void, stream_error> stream_parser::feed(std::string_view bytes,
                                               stream_events& events) {
  assert(!state_->events && "feed within a handler");
  if (state_->held) {
    state_->kept += bytes;
    return {};
  }
  state_->events = &events;
  auto outcome = state_->feed_guarded(bytes);
  if (std::exchange(state_->release_wanted, false))
    state_->release();
  return outcome;
}

result<void, stream_error> stream_parser::resume(stream_events& events) {
  if (!std::exchange(state_->held, false))
    return {};
  return feed(std::exchange(state_->kept, {}), events);
}

void stream_parser::restart() {
  if (state_->held)
    state_->leave(state::phase_type::fresh);
}

void stream_parser::reset() {
  state_->held = false;
  state_->kept.clear();
  if (state_->events)
    state_->reset_wanted = true; // the rest of the input is discarded
  else
    state_->leave(state::phase_type::fresh);
}

void stream_parser::set_limits(stream_limits limits) {
  state_->limits = limits;
}

void stream_parser::release() {
  state_->release();
}

} // namespace troupe::xml
