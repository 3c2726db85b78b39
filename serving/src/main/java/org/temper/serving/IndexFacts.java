package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** The facts that an index tells of itself, and which item each of its documents is. */
final class IndexFacts {
  static final String FORMAT = "temper.items";
  private static final String VERSION = "1";

  private final int[] items;
  private final ItemVectors.Stored stored;
  private final ItemIndexConfig config;
  private final ImmutableMap<String, String> texts;

  private IndexFacts(
      int[] items,
      ItemVectors.Stored stored,
      ItemIndexConfig config,
      ImmutableMap<String, String> texts) {
    this.items = items;
    this.stored = stored;
    this.config = config;
    this.texts = texts;
  }

  /** What is written. */
  static Map<String, String> texts(ItemVectors vectors, ItemIndexConfig config, String hash) {
    return ImmutableMap.<String, String>builder()
        .put(FORMAT, VERSION)
        .put("items", Integer.toString(vectors.items()))
        .put("width", Integer.toString(vectors.width()))
        .put("biased", Boolean.toString(vectors.biased()))
        .put("vectors", hash)
        .put("connections", Integer.toString(config.connections()))
        .put("beam_width", Integer.toString(config.beamWidth()))
        .put("candidates", Integer.toString(config.candidates()))
        .buildOrThrow();
  }

  static IndexFacts of(DirectoryReader reader) throws IOException {
    ImmutableMap<String, String> texts = ImmutableMap.copyOf(reader.getIndexCommit().getUserData());
    checkArgument(
        VERSION.equals(texts.get(FORMAT)),
        "folder: expected an index that ItemIndex.save wrote in version %s, got %s",
        VERSION,
        texts.getOrDefault(FORMAT, "another one of Lucene's"));
    return new IndexFacts(
        documents(reader),
        new ItemVectors.Stored(number(texts, "width"), Boolean.parseBoolean(texts.get("biased"))),
        new ItemIndexConfig(
            number(texts, "connections"), number(texts, "beam_width"), number(texts, "candidates")),
        texts);
  }

  private static int number(Map<String, String> texts, String name) {
    return Integer.parseInt(texts.getOrDefault(name, ""));
  }

  private static int[] documents(DirectoryReader reader) throws IOException {
    int[] items = new int[reader.maxDoc()];
    for (LeafReaderContext leaf : reader.leaves()) {
      NumericDocValues values = leaf.reader().getNumericDocValues(IndexWriting.ITEM);
      while (values.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
        items[leaf.docBase + values.docID()] = (int) values.longValue();
      }
    }
    return items;
  }

  int items() {
    return items.length;
  }

  int item(int document) {
    return items[document];
  }

  ItemVectors.Stored stored() {
    return stored;
  }

  ItemIndexConfig config() {
    return config;
  }

  ImmutableMap<String, String> texts() {
    return texts;
  }
}
