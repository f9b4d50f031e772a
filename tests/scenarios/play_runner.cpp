// SPDX-License-Identifier: Apache-2.0
// play_runner [--memory] [--real TROUPED] FILE...
// Gives plays on a server in this process, or on the real one. Prints a line
// for each, and in the end "N passed, N failed".
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include <spdlog/spdlog.h>

#include "tests/support/play_performance.hpp"

namespace {

using namespace troupe::support;

struct arguments {
  bool memory = false;
  std::string trouped;
  std::vector<std::string> files;
};

struct tally {
  int passed = 0;
  int failed = 0;
};

arguments read_arguments(int count, char** words) {
  arguments result;
  for (int i = 1; i < count; ++i)
    if (std::strcmp(words[i], "--memory") == 0)
      result.memory = true;
    else if (std::strcmp(words[i], "--real") == 0 && i + 1 < count)
      result.trouped = words[++i];
    else
      result.files.emplace_back(words[i]);
  return result;
}

std::string give(const play& what, play_server& server) {
  if (auto fault = server.start(what); !fault.empty())
    return what.file + ": the server does not start: " + fault;
  std::string fault;
  {
    performance p{what, server};
    fault = p.run();
  }
  auto log = server.log();
  if (auto at_end = server.stop(); fault.empty() && !at_end.empty())
    return what.file + ": " + at_end;
  if (!fault.empty() && !log.empty())
    fault += "the server said:\n" + log;
  return fault;
}

void report(const std::string& file, const char* where,
            const std::string& fault, tally& sum) {
  auto name = file.substr(file.rfind('/') + 1);
  std::cout << (fault.empty() ? "passed " : "FAILED ") << where << ' ' << name
            << std::endl;
  if (!fault.empty())
    std::cout << fault << std::endl;
  ++(fault.empty() ? sum.passed : sum.failed);
}

void give_everywhere(const std::string& file, const arguments& wanted,
                     tally& sum) {
  std::ifstream in{file};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  auto read = read_play(file, text);
  if (!read || !in)
    return report(file, "reading",
                  read ? "no such file"
                       : file + ':' + std::to_string(read.error().line) + ": "
                             + read.error().what,
                  sum);
  if (wanted.memory && read->in_memory)
    report(file, "memory", give(*read, *make_memory_play_server()), sum);
  if (!wanted.trouped.empty() && read->for_real)
    report(file, "real", give(*read, *make_real_play_server(wanted.trouped)),
           sum);
}

} // namespace

int main(int count, char** words) {
  auto wanted = read_arguments(count, words);
  if (wanted.files.empty() || (!wanted.memory && wanted.trouped.empty())) {
    std::cerr << "usage: play_runner [--memory] [--real TROUPED] FILE...\n";
    return 2;
  }
  spdlog::set_level(spdlog::level::off);
  tally sum;
  for (const auto& file : wanted.files)
    give_everywhere(file, wanted, sum);
  std::cout << sum.passed << " passed, " << sum.failed << " failed"
            << std::endl;
  return sum.failed == 0 && sum.passed > 0 ? 0 : 1;
}
