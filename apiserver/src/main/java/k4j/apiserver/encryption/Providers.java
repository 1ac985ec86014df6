package k4j.apiserver.encryption;

import java.util.ArrayList;
import java.util.List;

/// The ways in which the values of some resources are kept: the first one writes, all read.
///
/// @param list at least one
record Providers(List<Provider> list) {

  static final Providers NONE = new Providers(List.of(new Provider.Identity()));

  Providers {
    list = List.copyOf(list);
  }

  /// What is written now is sealed by: the same object as long as that does not change.
  Object mark() {
    return list.getFirst() instanceof Provider.Enveloped(String _, Envelopes envelopes)
        ? envelopes.mark()
        : this;
  }

  /// Why nothing can be written now; empty where it can.
  String writeProblem() {
    return list.getFirst() instanceof Provider.Enveloped(String _, Envelopes envelopes)
        ? envelopes.writeProblem()
        : "";
  }

  byte[] write(byte[] plain, byte[] context) {
    return list.getFirst().write(plain, context);
  }

  Provider.Read read(byte[] stored, byte[] context) throws SealException {
    var problems = new ArrayList<String>();
    for (Provider provider : list) {
      if (provider.isMine(stored)) {
        try {
          Provider.Read read = provider.read(stored, context);
          return new Provider.Read(read.plain(), read.current() && provider == list.getFirst());
        } catch (SealException e) {
          problems.add(e.reason()); // another one of the same sort may have the key
        }
      }
    }
    throw new SealException(
        !problems.isEmpty()
            ? Ascii.joined(problems)
            : this == NONE
                ? "identity transformer tried to read encrypted data"
                : "no matching prefix found");
  }
}
