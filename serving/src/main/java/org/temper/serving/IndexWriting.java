package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.temper.api.ContentHash;

/** The writing of an index. */
final class IndexWriting {
  static final String ITEM = "item";
  static final String VECTOR = "vector";

  private static final int MAX_WIDTH = 1024;
  private static final int ROWS_AT_ONCE = 8192;
  // The graph grows while items are added; the larger the buffer, the fewer graphs are merged.
  private static final double BUFFER_MEGABYTES = 1900;

  private IndexWriting() {}

  static void write(Directory directory, ItemVectors vectors, ItemIndexConfig config)
      throws IOException {
    int width = vectors.width() + (vectors.biased() ? 1 : 0);
    checkArgument(
        width <= MAX_WIDTH, "vectors: expected at most %s numbers, got %s", MAX_WIDTH, width);
    IndexWriterConfig settings =
        new IndexWriterConfig(null)
            .setCodec(new GraphCodec(config))
            .setRAMBufferSizeMB(BUFFER_MEGABYTES)
            .setUseCompoundFile(false)
            .setCommitOnClose(false);
    try (IndexWriter writer = new IndexWriter(directory, settings)) {
      ContentHash hash = new ContentHash();
      for (int from = 0; from < vectors.items(); from += ROWS_AT_ONCE) {
        int to = Math.min(vectors.items(), from + ROWS_AT_ONCE);
        float[][] rows = vectors.stored(from, to);
        for (int i = 0; i < rows.length; i++) {
          add(writer, from + i, rows[i]);
          for (float value : rows[i]) {
            hash.add((long) Float.floatToIntBits(value));
          }
        }
      }
      writer.forceMerge(1);
      writer.setLiveCommitData(IndexFacts.texts(vectors, config, hash.digits()).entrySet());
      writer.commit();
    }
  }

  private static void add(IndexWriter writer, int item, float[] vector) throws IOException {
    Document document = new Document();
    document.add(new NumericDocValuesField(ITEM, item));
    document.add(
        new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT));
    writer.addDocument(document);
  }

  /** Lucene's own format with another shape of the graph; any reader of that format reads it. */
  private static final class GraphCodec extends Lucene912Codec {
    private final KnnVectorsFormat format;

    GraphCodec(ItemIndexConfig config) {
      this.format = new Lucene99HnswVectorsFormat(config.connections(), config.beamWidth());
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return format;
    }
  }
}
