package org.temper.data.hub;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;

/**
 * The files of a commit, as the Hub lists them.
 *
 * @param commit its hash
 * @param files files by name; one is empty where the listing does not say what it holds
 */
record Listing(String commit, Map<String, Optional<RemoteFile>> files) {
  /** The most files; the Hub cuts longer lists short. */
  static final int MOST = 50_000;

  /** Copies. */
  Listing {
    checkArgument(HubName.isCommit(commit), "sha: expected a commit, got %s", Excerpt.of(commit));
    files = ImmutableMap.copyOf(files);
  }

  /**
   * Reads the Hub's answer.
   *
   * @param where what errors call it
   * @param json the answer
   * @return the listing
   * @throws IllegalArgumentException if it is malformed, or names a file that would lie elsewhere
   */
  static Listing parse(String where, byte[] json) {
    ObjectNode answer = JsonFile.parse(where, json);
    JsonNode siblings = answer.path("siblings");
    checkArgument(
        siblings.isArray() && siblings.size() < MOST,
        "%s: expected a list of fewer than %s files, got %s",
        where,
        MOST,
        siblings.isArray() ? siblings.size() : "none");
    ImmutableMap.Builder<String, Optional<RemoteFile>> files = ImmutableMap.builder();
    for (JsonNode file : siblings) {
      String path = RelativeNames.check(where, file.path("rfilename").asText());
      files.put(path, file(path, file));
    }
    return new Listing(answer.path("sha").asText(), files.buildKeepingLast());
  }

  private static Optional<RemoteFile> file(String path, JsonNode file) {
    JsonNode large = file.path("lfs");
    JsonNode size = large.isObject() ? large.path("size") : file.path("size");
    JsonNode hash = large.isObject() ? large.path("sha256") : file.path("blobId");
    return size.isIntegralNumber() && hash.isTextual()
        ? Optional.of(new RemoteFile(path, size.longValue(), hash.textValue()))
        : Optional.empty();
  }
}
