package k4j.store.disk;

/// One entry as a snapshot has it.
///
/// @param value the encoded value
@SuppressWarnings("ArrayRecordComponent")
public record StoredEntry(
    String key, byte[] value, long createRevision, long modRevision, long version) {}
