// Launches again, and holds that launch to what every launch must do: succeed, and leave guards,
// inputs and gaps alone. A violation says which launch it was.
#pragma once

#include "properties/checks/checks.h"

namespace ropekv::checks {

// Where `context` is not clean already, what the first launch did wrong is not said again.
Found rerun(const CheckContext& context, Trial& trial, HostLaunch how,
            std::string_view which_launch);

}  // namespace ropekv::checks
