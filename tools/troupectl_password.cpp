// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_password.hpp"

#include <iostream>

#include <termios.h>
#include <unistd.h>

namespace troupe::tools {

using admin::failure;
using admin::failure_code;

namespace {

/// The terminal does not show what is typed.
class silence {
public:
  silence() {
    tcgetattr(STDIN_FILENO, &before_);
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~silence() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;

private:
  termios before_{};
};

bool ask(const std::string& question, std::string& answer) {
  std::cerr << question << std::flush;
  const silence here;
  const bool got = static_cast<bool>(std::getline(std::cin, answer));
  std::cerr << '\n';
  return got;
}

} // namespace

admin::outcome<std::string> password_from_stdin() {
  std::string password;
  if (!std::getline(std::cin, password))
    return failure{failure_code::bad_password,
                   "there is no password on standard input"};
  return password;
}

admin::outcome<std::string> password_from_prompt(const std::string& whose) {
  if (isatty(STDIN_FILENO) == 0)
    return failure{failure_code::usage,
                   "there is no terminal to ask for the password on: use "
                   "--password-stdin"};
  std::string first, second;
  if (!ask("Password for " + whose + ": ", first)
      || !ask("Once more: ", second))
    return failure{failure_code::bad_password, "no password was given"};
  if (first != second)
    return failure{failure_code::bad_password, "the two passwords differ"};
  return first;
}

} // namespace troupe::tools
