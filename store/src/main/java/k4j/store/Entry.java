package k4j.store;

/// One key with its value and its history in numbers.
///
/// @param createRevision the revision of the write that made the key exist
/// @param modRevision the revision of the last write to it
/// @param version how many writes it has seen since it exists, from 1
/// @param size bytes of the encoded value
public record Entry<V>(
    String key, V value, long createRevision, long modRevision, long version, int size) {}
