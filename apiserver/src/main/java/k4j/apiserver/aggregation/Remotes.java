package k4j.apiserver.aggregation;

import k4j.apiserver.registry.Reader;

/// What the parts of the aggregator share.
record Remotes(
    Reader reader, ApiServices services, ExtensionClient client, RemoteDocuments documents) {}
