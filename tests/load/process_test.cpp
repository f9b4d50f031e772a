// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tools/load/figures/listener_search.hpp"
#include "tools/load/figures/process.hpp"

using namespace troupe::load;

namespace {

constexpr auto stat_text
    = "812 (a (strange) name) S 1 812 812 0 -1 4194560 4107 22 3 0 1234 567 5 "
      "6 20 0 9 0 3141 1 2";

constexpr auto status_text = "Name:\ttrouped\n"
                             "VmPeak:\t  999999 kB\n"
                             "VmRSS:\t   51068 kB\n"
                             "RssAnon:\t   33816 kB\n"
                             "voluntary_ctxt_switches:\t4711\n"
                             "nonvoluntary_ctxt_switches:\t13\n";

// Port 5222 is 1466; 0A is listening, 01 is connected.
constexpr auto tcp_text
    = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when"
      " retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:1466 00000000:0000 0A 00000000:00000000 00:00000000"
      " 00000000     0        0 1001 1 0 100 0 0 10 0\n"
      "   1: 0100007F:1466 0100007F:D431 01 00000000:00000000 00:00000000"
      " 00000000     0        0 1002 1 0 20 4 30 10 -1\n"
      "   2: 0100007F:1467 00000000:0000 0A 00000000:00000000 00:00000000"
      " 00000000     0        0 1003 1 0 100 0 0 10 0\n";

} // namespace

TEST_CASE("the CPU of a process is user and system time") {
  CHECK(ticks_in(stat_text) == 1234 + 567);
}

TEST_CASE("what is no stat has no CPU") {
  CHECK_FALSE(ticks_in(""));
  CHECK_FALSE(ticks_in("812 (short) S 1 2"));
}

TEST_CASE("numbers of a status are found by their key") {
  CHECK(number_in(status_text, "VmRSS") == 51068);
  CHECK(number_in(status_text, "RssAnon") == 33816);
  CHECK(number_in(status_text, "VmSwap") == 0);
}

TEST_CASE("voluntary switches are not taken for the others") {
  CHECK(number_in(status_text, "voluntary_ctxt_switches") == 4711);
  CHECK(number_in(status_text, "nonvoluntary_ctxt_switches") == 13);
}

TEST_CASE("the socket that listens at a port is found") {
  CHECK(listening_inodes(tcp_text, 5222) == std::set<std::string>{"1001"});
  CHECK(listening_inodes(tcp_text, 5223) == std::set<std::string>{"1003"});
  CHECK(listening_inodes(tcp_text, 54321).empty());
  CHECK(listening_inodes("", 5222).empty());
}

TEST_CASE("this process can be read, and one that is none cannot") {
  const auto self = read_process(getpid());

  REQUIRE(self);
  CHECK(self->resident_bytes > 0);
  CHECK(self->resident_bytes >= self->anonymous_bytes);
  CHECK_FALSE(read_process(-1));
}
