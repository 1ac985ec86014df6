package k4j.apiserver.admission.podsecurity;

import java.util.Optional;
import java.util.function.Function;

/// One rule of a level.
///
/// @param since the first version of the standards that has it
/// @param replaces the baseline rule that it takes the place of; empty for none
record Check(
    String id,
    Level level,
    int since,
    String replaces,
    Function<PodUnderTest, Optional<Violation>> rule) {}
