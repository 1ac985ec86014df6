package k4j.apiserver.encryption;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One way to keep values, which knows its own by how they begin.
sealed interface Provider {

  /// What the values of all sealing providers begin with.
  byte[] MARK = Ascii.bytes("k8s:enc:");

  boolean isMine(byte[] stored);

  byte[] write(byte[] plain, byte[] context);

  /// @param stored one of its own
  /// @throws SealException where it cannot be opened
  Read read(byte[] stored, byte[] context) throws SealException;

  /// @param current whether a write would use the same key
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Read(byte[] plain, boolean current) {}

  /// Values as they are.
  record Identity() implements Provider {

    @Override
    public boolean isMine(byte[] stored) {
      return !Ascii.begins(stored, 0, MARK);
    }

    @Override
    public byte[] write(byte[] plain, byte[] context) {
      return plain;
    }

    @Override
    public Read read(byte[] stored, byte[] context) {
      return new Read(stored, true);
    }
  }

  /// Values sealed with one of some keys; the first one seals.
  ///
  /// @param prefix such as `k8s:enc:aescbc:v1:`
  /// @param word how messages call it
  record Keyed(String prefix, String word, List<Key> keys) implements Provider {

    public Keyed {
      keys = List.copyOf(keys);
    }

    @Override
    public boolean isMine(byte[] stored) {
      return Ascii.begins(stored, 0, Ascii.bytes(prefix));
    }

    @Override
    public byte[] write(byte[] plain, byte[] context) {
      Key first = keys.getFirst();
      byte[] head = Ascii.bytes(prefix + first.name() + ":");
      byte[] sealed = first.sealer().seal(plain, context);
      byte[] out = Arrays.copyOf(head, head.length + sealed.length);
      System.arraycopy(sealed, 0, out, head.length, sealed.length);
      return out;
    }

    @Override
    public Read read(byte[] stored, byte[] context) throws SealException {
      var problems = new ArrayList<String>();
      for (Key key : keys) {
        byte[] name = Ascii.bytes(key.name() + ":");
        if (Ascii.begins(stored, prefix.length(), name)) {
          try {
            int from = prefix.length() + name.length;
            return new Read(key.sealer().open(stored, from, context), key == keys.getFirst());
          } catch (SealException e) {
            problems.add(e.reason());
          }
        }
      }
      throw new SealException(
          problems.isEmpty()
              ? "no matching key was found for the provided " + word + " transformer"
              : Ascii.joined(problems));
    }
  }

  /// Values in envelopes of a plugin.
  ///
  /// @param prefix such as `k8s:enc:kms:v2:NAME:`
  record Enveloped(String prefix, Envelopes envelopes) implements Provider {

    @Override
    public boolean isMine(byte[] stored) {
      return Ascii.begins(stored, 0, Ascii.bytes(prefix));
    }

    @Override
    public byte[] write(byte[] plain, byte[] context) {
      byte[] head = Ascii.bytes(prefix);
      byte[] sealed = envelopes.seal(plain, context);
      byte[] out = Arrays.copyOf(head, head.length + sealed.length);
      System.arraycopy(sealed, 0, out, head.length, sealed.length);
      return out;
    }

    @Override
    public Read read(byte[] stored, byte[] context) throws SealException {
      Envelopes.Opened opened = envelopes.open(stored, prefix.length(), context);
      return new Read(opened.plain(), opened.current());
    }
  }

  /// A named key.
  record Key(String name, Sealer sealer) {}
}
