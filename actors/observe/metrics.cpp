// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/metrics.hpp"

#include <algorithm>
#include <span>

#include "actors/observe/measured_memory.hpp"
#include "actors/observe/open_metrics.hpp"

namespace troupe::observe {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;
using names = std::span<const std::string_view>;

/// How many octaves there are between two bounds that are told.
constexpr std::size_t octaves_of_commit = 1;
constexpr std::size_t octaves_of_hops = 2;

template <class Duration>
double in_seconds(Duration d) {
  return std::chrono::duration<double>(d).count();
}

double seconds_since_epoch(std::chrono::system_clock::time_point t) {
  return in_seconds(t.time_since_epoch());
}

/// Puts families together.
class collection {
public:
  explicit collection(const totals& counted) : counted_(counted) {}

  MetricFamily& add(MetricType type, std::string name, std::string help) {
    return all_.emplace_back(
        MetricFamily{std::move(name), std::move(help), type, {}});
  }

  void gauge(std::string name, std::string help, double value) {
    sample(add(MetricType::Gauge, std::move(name), std::move(help)), {}, value);
  }

  void counter(std::string name, std::string help, double value) {
    sample(add(MetricType::Counter, std::move(name), std::move(help)), {},
           value);
  }

  void counter(std::string name, std::string help, observe::counter which) {
    counter(std::move(name), std::move(help), double(counted_.of(which)));
  }

  /// A counter for each value of an enumeration, from the cell `at` on.
  void counters(std::string name, std::string help, std::size_t at,
                const char* key, names values) {
    auto& family = add(MetricType::Counter, std::move(name), std::move(help));
    for (auto value : values)
      sample(family, {{key, std::string{value}}}, double(counted_.at(at++)));
  }

  /// The same for each pair of values.
  void counters(std::string name, std::string help, std::size_t at,
                const char* row_key, names rows, const char* column_key,
                names columns) {
    auto& family = add(MetricType::Counter, std::move(name), std::move(help));
    for (auto row : rows)
      for (auto column : columns)
        sample(family,
               {{row_key, std::string{row}}, {column_key, std::string{column}}},
               double(counted_.at(at++)));
  }

  void histogram(MetricFamily& to, labels l, std::size_t at,
                 std::size_t octaves) {
    ClientMetric m;
    m.label = std::move(l);
    auto& h = m.histogram;
    for (std::size_t i = 0; i + 1 < duration_buckets::count; ++i) {
      h.sample_count += counted_.at(at + i);
      if (i % (2 * octaves) == 0)
        h.bucket.push_back(
            {h.sample_count, double(duration_buckets::bound(i)) / 1e9});
    }
    h.sample_count += counted_.at(at + duration_buckets::count - 1);
    h.sample_sum = double(counted_.at(at + duration_buckets::count)) / 1e9;
    to.metric.push_back(std::move(m));
  }

  void depths(MetricFamily& to, labels l, std::size_t at) {
    ClientMetric m;
    m.label = std::move(l);
    auto& h = m.histogram;
    for (std::size_t i = 0; i + 1 < depth_buckets::count; ++i) {
      h.sample_count += counted_.at(at + i);
      h.bucket.push_back({h.sample_count, double(depth_buckets::bound(i))});
    }
    h.sample_count += counted_.at(at + depth_buckets::count - 1);
    h.sample_sum = double(counted_.at(at + depth_buckets::count));
    to.metric.push_back(std::move(m));
  }

  static void sample(MetricFamily& to, labels l, double value) {
    ClientMetric m;
    m.label = std::move(l);
    (to.type == MetricType::Counter ? m.counter.value : m.gauge.value) = value;
    to.metric.push_back(std::move(m));
  }

  const totals& counted() const { return counted_; }
  std::vector<MetricFamily> take() { return std::move(all_); }

private:
  const totals& counted_;
  std::vector<MetricFamily> all_;
};

void add_process(collection& to, const metric_sources& from) {
  auto& build
      = to.add(MetricType::Gauge, "troupe_build_info", "Always 1: the version");
  collection::sample(build, {{"version", from.version}}, 1);
  to.gauge("troupe_process_start_time_seconds",
           "When the server was started, since the Unix epoch",
           seconds_since_epoch(from.started));
  to.gauge("troupe_process_resident_memory_bytes",
           "Memory of the process that is in RAM", double(from.resident));
  to.gauge("troupe_process_heap_bytes", "Memory that is allocated",
           double(from.heap));
  to.counter("troupe_process_cpu_seconds",
             "Time of processors that the process took",
             in_seconds(from.processor_time));
  to.gauge("troupe_process_open_fds", "Open file descriptors",
           double(from.descriptors));
  to.gauge("troupe_process_max_fds", "File descriptors that there may be",
           double(from.most_descriptors));
}

void add_loops(collection& to, const metric_sources& from) {
  auto each = [&](const char* name, const char* help, auto value) {
    auto& family = to.add(MetricType::Counter, name, help);
    for (std::size_t i = 0; i < from.loops.size(); ++i)
      collection::sample(family, {{"worker", std::to_string(i)}},
                         value(from.loops[i]));
  };
  each("troupe_worker_busy_seconds",
       "Time of a processor that an event loop took",
       [](const loop_figures& l) { return in_seconds(l.busy); });
  each("troupe_worker_turns", "Turns of an event loop",
       [](const loop_figures& l) { return double(l.turns); });
  each("troupe_worker_sleeps",
       "Turns of an event loop that waited for something to do",
       [](const loop_figures& l) { return double(l.sleeps); });
  auto& silent = to.add(MetricType::Gauge, "troupe_silent_seconds",
                        "Since all event loops, and the store, have last "
                        "answered a question that is asked all the time");
  collection::sample(silent, {{"part", "loops"}},
                     in_seconds(from.loops_silent));
  collection::sample(silent, {{"part", "store"}},
                     in_seconds(from.store_silent));
}

void add_streams(collection& to) {
  using enum counter;
  const auto& c = to.counted();
  const auto begun = c.of(sessions_bound) + c.of(sessions_resumed);
  to.gauge("troupe_connections", "Connections that are open",
           double(c.left(connections_accepted, connections_ended)));
  to.counter("troupe_connections_accepted", "Connections that were not refused",
             connections_accepted);
  to.counters("troupe_streams_ended", "Streams that have ended, by reason",
              place::stream_ends, "reason", stream_end_names);
  to.gauge("troupe_sessions", "Streams that have a resource",
           double(begun - std::min(begun, c.of(sessions_left))));
  to.counter("troupe_sessions_bound", "Resources that were bound",
             sessions_bound);
  to.counter("troupe_sessions_resumed", "Sessions that were resumed",
             sessions_resumed);
  to.counters("troupe_tls_handshakes", "TLS handshakes that went well",
              place::tls, "version", tls_names);
  to.counter("troupe_tls_handshake_failures", "TLS handshakes that did not",
             tls_failures);
  to.counters("troupe_sasl_exchanges", "Attempts to log in, by their outcome",
              place::sasl, "mechanism", mechanism_names, "result",
              sasl_result_names);
  to.gauge("troupe_login_hashes_waiting",
           "Passwords that are being hashed or wait for it",
           double(c.left(hashes_queued, hashes_done)));
}

void add_stanzas(collection& to) {
  using enum counter;
  to.counters("troupe_stanzas", "Stanzas from and to clients", place::stanzas,
              "direction", direction_names, "kind", stanza_kind_names);
  to.counters("troupe_decisions", "What became of stanzas, and of copies",
              place::decisions, "outcome", outcome_names, "kind",
              stanza_kind_names);
  auto& archived = to.add(MetricType::Counter, "troupe_messages_archived",
                          "Messages that were added to an archive");
  collection::sample(archived, {{"archive", "account"}},
                     double(to.counted().of(archived_for_accounts)));
  collection::sample(archived, {{"archive", "room"}},
                     double(to.counted().of(archived_for_rooms)));
  to.counter("troupe_messages_stored_offline",
             "Messages that were kept for an account nobody was at",
             stored_offline);
  to.counters("troupe_limits_hit", "How often a bound was come to",
              place::limits, "limit", limit_names);
}

void add_storage(collection& to) {
  using enum counter;
  to.counter("troupe_storage_batches", "Groups that were committed at once",
             storage_batches);
  to.counter("troupe_storage_transactions", "Transactions",
             storage_transactions);
  to.counter("troupe_storage_operations", "Operations of transactions",
             storage_operations);
  to.counter("troupe_storage_failed_transactions", "Transactions that failed",
             storage_failures);
  to.gauge("troupe_storage_waiting_operations",
           "Operations that wait for the store",
           double(to.counted().left(storage_queued, storage_taken)));
  auto& commits = to.add(MetricType::Histogram, "troupe_storage_commit_seconds",
                         "How long a batch takes, with its sync of the disk");
  to.histogram(commits, {}, place::histograms, octaves_of_commit);
}

/// Of sampled messages, by the kind of their receiver.
void add_hops(collection& to) {
  auto durations = [&](const char* name, const char* help, std::size_t at) {
    auto& family = to.add(MetricType::Histogram, name, help);
    for (auto kind : actor_kind_names) {
      to.histogram(family, {{"kind", std::string{kind}}}, at, octaves_of_hops);
      at += place::histogram_size;
    }
  };
  durations("troupe_hop_wait_seconds",
            "How long a sampled message lay in a mailbox, by the receiver's "
            "kind",
            place::hop_waits);
  durations("troupe_hop_handling_seconds",
            "How long an actor took to handle a sampled message",
            place::hop_handlings);
  auto& depths = to.add(MetricType::Histogram, "troupe_mailbox_depth",
                        "Messages in the mailbox behind a sampled one that is "
                        "handled, by the receiver's kind");
  auto at = place::hop_depths;
  for (auto kind : actor_kind_names) {
    to.depths(depths, {{"kind", std::string{kind}}}, at);
    at += place::depths_size;
  }
}

void add_actors(collection& to) {
  auto& actors
      = to.add(MetricType::Gauge, "troupe_actors", "Actors that there are");
  for (std::size_t i = 0; i < size_of<actor_kind>; ++i)
    collection::sample(actors, {{"kind", std::string{actor_kind_names[i]}}},
                       double(to.counted().actors(actor_kind(i))));
  to.counters("troupe_actors_begun", "Actors that there have been",
              place::actors_begun, "kind", actor_kind_names);
  auto& memory
      = to.add(MetricType::Gauge, "troupe_actors_memory_estimate_bytes",
               "How many there are times what one was measured to "
               "take when it is idle");
  for (const auto& [kind, bytes] : measured)
    collection::sample(
        memory,
        {{"kind",
          std::string{actor_kind_names[static_cast<std::size_t>(kind)]}}},
        double(to.counted().actors(kind)) * bytes);
}

} // namespace

std::vector<MetricFamily> metric_families(const metric_sources& from,
                                          const totals& counted) {
  collection to{counted};
  add_process(to, from);
  add_loops(to, from);
  add_streams(to);
  add_stanzas(to);
  add_storage(to);
  add_actors(to);
  add_hops(to);
  to.counter("troupe_hops_dropped",
             "Messages that tracing could not keep up with",
             double(from.hops_dropped));
  auto& expiry
      = to.add(MetricType::Gauge, "troupe_certificate_expiry_timestamp_seconds",
               "When a host's certificate ends, since the Unix epoch");
  for (const auto& [host, end] : from.certificates)
    collection::sample(expiry, {{"host", host}}, seconds_since_epoch(end));
  return to.take();
}

std::string metrics_text(const metric_sources& from) {
  return to_open_metrics(metric_families(from, totals::now()));
}

} // namespace troupe::observe
