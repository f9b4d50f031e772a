// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <mutex>
#include <sstream>
#include <thread>

#include <catch2/catch.hpp>
#include <spdlog/sinks/ostream_sink.h>

#include "actors/observe/log_tap.hpp"

namespace log_tap_test {

using namespace troupe;
using namespace troupe::observe;
using nlohmann::json;
namespace level = spdlog::level;

namespace {

/// A log with one sink, at level info, and a tap.
struct tapped {
  tapped() { sink->set_pattern("%v"); }

  std::uint64_t follow(log_tap::wish what) {
    return tap->follow(std::move(what), [this](const json& event) {
      {
        const std::lock_guard guard{mutex};
        events.push_back(event);
      }
      there.notify_all();
    });
  }
  std::vector<std::string> texts(std::size_t wanted) {
    std::unique_lock lock{mutex};
    CHECK(there.wait_for(lock, std::chrono::seconds{10},
                         [&] { return events.size() >= wanted; }));
    std::vector<std::string> all;
    for (const auto& each : events)
      all.push_back(each["message"]);
    return all;
  }

  /// Ends the tap's thread, so that nobody is told anything any more.
  void end() {
    tap.reset();
    log.sinks().pop_back();
  }

  std::mutex mutex;
  std::condition_variable there;
  std::vector<json> events;
  std::ostringstream written;
  std::shared_ptr<spdlog::sinks::sink> sink
      = std::make_shared<spdlog::sinks::ostream_sink_mt>(written);
  spdlog::logger log{"test", sink};
  std::shared_ptr<log_tap> tap = log_tap::add_to(log, level::info);
};

using strings = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(tapped, "who follows sees finer lines, and others do not") {
  CHECK_FALSE(log.should_log(level::debug));
  const auto id = follow({level::debug, {}});

  log.debug("fine");
  log.trace("too fine");
  log.info("usual");

  CHECK(texts(2) == strings{"fine", "usual"});
  CHECK(written.str() == "usual\n");
  CHECK(events[0]["level"] == "debug");
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  CHECK(events[0]["at"].get<std::int64_t>()
        <= std::chrono::duration_cast<std::chrono::microseconds>(now).count());

  tap->leave(id);
  CHECK_FALSE(log.should_log(level::debug));
}

TEST_CASE_METHOD(tapped, "each has a level of his own") {
  const auto fine = follow({level::trace, {}});
  strings coarse;
  std::mutex coarse_mutex;
  tap->follow({level::err, {}}, [&](const json& event) {
    const std::lock_guard guard{coarse_mutex};
    coarse.push_back(event["message"]);
  });
  log.trace("finest");
  log.error("error");
  CHECK(texts(2) == strings{"finest", "error"});

  tap->leave(fine);
  CHECK_FALSE(log.should_log(level::debug));
  CHECK(log.should_log(level::info));
  end();
  CHECK(coarse == strings{"error"});
}

TEST_CASE_METHOD(tapped, "the usual level changes beside those who follow") {
  follow({level::warn, {}});
  tap->set_usual(level::err);
  CHECK(log.level() == level::warn);
  log.warn("seen");
  CHECK(texts(1) == strings{"seen"});
  CHECK(written.str().empty());

  tap->set_usual(level::debug);
  log.debug("usual");
  CHECK(written.str() == "usual\n");
}

TEST_CASE_METHOD(tapped, "only lines that name an address are shown") {
  follow({level::info, *xml::jid::parse("alice@example.org")});

  log.info("bob@example.org");
  log.info("to=alice@example.org/phone");
  log.info("nobody");
  log.info("account=\"alice@example.org\"");

  CHECK(texts(2)
        == strings{"to=alice@example.org/phone",
                   "account=\"alice@example.org\""});
}

TEST_CASE("a line names an address as a whole") {
  struct named {
    const char* line;
    const char* jid;
    bool is;
  };
  const auto all = {
      named{"jid=a@b.c", "a@b.c", true},
      named{"a@b.c", "a@b.c", true},
      named{"{\"jid\":\"a@b.c\"}", "a@b.c", true},
      named{"jid=a@b.c/r more", "a@b.c", true},
      named{"jid=a@b.c/r more", "a@b.c/r", true},
      named{"jid=a@b.c/r/s", "a@b.c/r", false},
      named{"jid=a@b.c", "a@b.c/r", false},
      named{"jid=aa@b.c", "a@b.c", false},
      named{"jid=a@b.cc", "a@b.c", false},
      named{"jid=a@b.c.d", "a@b.c", false},
      named{"jid=aa@b.c to=a@b.c", "a@b.c", true},
      named{"jid=a@b.c", "b.c", false},
      named{"host=b.c", "b.c", true},
      named{"", "b.c", false},
  };
  for (const auto& [line, jid, is] : all) {
    INFO(line << " " << jid);
    CHECK(mentions(line, *xml::jid::parse(jid)) == is);
  }
}

TEST_CASE_METHOD(tapped, "who does not keep up is told what he has missed") {
  std::mutex held;
  std::unique_lock hold{held};
  json last;
  std::mutex last_mutex;
  std::condition_variable told;
  tap->follow({}, [&](const json& event) {
    const std::lock_guard wait{held};
    const std::lock_guard guard{last_mutex};
    last = event;
    told.notify_all();
  });

  for (int i = 0; i < 20'000; ++i)
    log.info("line");
  hold.unlock();

  {
    std::unique_lock lock{last_mutex};
    CHECK(told.wait_for(lock, std::chrono::seconds{10},
                        [&] { return last.contains("dropped"); }));
  }
  end();
  CHECK(last["dropped"] > 0);
  CHECK(last["level"] == "warning");
  CHECK(last["message"] == "log.dropped lines=" + last["dropped"].dump());
}

TEST_CASE_METHOD(tapped, "lines come from all threads, and who leaves within") {
  std::uint64_t id = 0;
  std::mutex done;
  id = tap->follow({}, [&](const json&) {
    const std::lock_guard guard{done};
    tap->leave(id);
    log.info("from within"); // not to oneself
  });
  follow({});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this] {
      for (int n = 0; n < 100; ++n)
        log.info("x");
    });
  for (auto& each : threads)
    each.join();

  CHECK(texts(400).size() == 400);
  end();
}

TEST_CASE("a log without a tap has none") {
  spdlog::logger log{"test"};
  CHECK(log_tap::of(log) == nullptr);
}

} // namespace log_tap_test
