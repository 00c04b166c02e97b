package dev.agentbus.process.patterns;

import dev.agentbus.events.TextPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/// Finds patterns by words: what was asked where they were seen, and, with less weight, what they
/// do. In memory. Safe for any thread.
final class TextIndex implements AutoCloseable {
    private static final String ID = "id";
    private static final String KIND = "kind";
    private static final String ASKED = "asked";
    private static final String DOES = "does";
    private static final float DOES_WEIGHT = 0.2f;
    private static final int MAX_WORDS = 300;
    private static final int MAX_POOLED = 100_000;
    /// Held, so that the level stays set: Lucene tells of faster vectors, of which nothing here uses any.
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    /// A pattern whose words are looked up but once, when it becomes known: questions come more often than
    /// patterns, and to split twelve prompts into words costs more than all the rest of an answer.
    ///
    /// @param prompts the words of each of its prompts
    /// @param named those of its name
    record Known(KnownPattern pattern, List<Set<String>> prompts, Set<String> named) {}

    /// @param score by BM25
    record Hit(Known known, double score) {}

    /// What a search knows of words.
    ///
    /// @param hits the best first
    /// @param rarity of each word of the question, by how few patterns have it; 1 when all have
    record Found(List<Hit> hits, Map<String, Double> rarity) {}

    private final Analyzer analyzer = new EnglishAnalyzer();
    private final Directory directory = new ByteBuffersDirectory();
    private final Map<String, Known> patterns = new ConcurrentHashMap<>();
    /// Few words are most patterns'.
    private final TextPool pool = new TextPool(MAX_POOLED);
    private final IndexWriter writer;
    private final SearcherManager searchers;

    TextIndex() {
        VECTORS.setLevel(Level.SEVERE);
        try {
            writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
            searchers = new SearcherManager(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(KnownPattern pattern) {
        Document document = new Document();
        document.add(new StringField(ID, pattern.id(), Field.Store.NO));
        document.add(new BinaryDocValuesField(ID, new BytesRef(pattern.id())));
        document.add(new StringField(KIND, Boolean.toString(pattern.succeeds()), Field.Store.NO));
        document.add(new TextField(ASKED, String.join("\n", pattern.prompts()), Field.Store.NO));
        String does = String.join("\n", pattern.steps()) + "\n" + pattern.name() + "\n" + pattern.problem() + "\n"
                + String.join("\n", pattern.domains());
        document.add(new TextField(DOES, does, Field.Store.NO));
        patterns.put(pattern.id(), known(pattern));
        try {
            writer.updateDocument(new Term(ID, pattern.id()), document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Known known(KnownPattern pattern) {
        return new Known(pattern, pattern.prompts().stream().map(this::pooled).toList(), pooled(pattern.name()));
    }

    private Set<String> pooled(String text) {
        return words(text).stream().map(pool::same).collect(Collectors.toUnmodifiableSet());
    }

    void remove(String id) {
        patterns.remove(id);
        try {
            writer.deleteDocuments(new Term(ID, id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets searches see what was put.
    void show() {
        try {
            searchers.maybeRefreshBlocking();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The words of a text as they are indexed, without those that say nothing, each once.
    Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(ASKED, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (words.size() < MAX_WORDS && tokens.incrementToken()) {
                words.add(term.toString());
            }
            tokens.end();
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Found search(Set<String> words, boolean succeeds, int limit) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return search(searcher, words, succeeds, limit);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Found search(IndexSearcher searcher, Set<String> words, boolean succeeds, int limit) throws IOException {
        BooleanQuery.Builder asked = new BooleanQuery.Builder();
        Map<String, Double> rarity = new HashMap<>();
        int documents = searcher.getIndexReader().numDocs();
        for (String word : words) {
            int with = add(asked, searcher, new Term(ASKED, word), 1);
            int _ = add(asked, searcher, new Term(DOES, word), DOES_WEIGHT);
            rarity.put(word, 1 + Math.log((documents + 1.0) / (with + 1.0)));
        }
        BooleanQuery query = new BooleanQuery.Builder()
                .add(asked.build(), BooleanClause.Occur.MUST)
                .add(new TermQuery(new Term(KIND, Boolean.toString(succeeds))), BooleanClause.Occur.FILTER)
                .build();
        List<Hit> hits = new ArrayList<>();
        for (ScoreDoc found : searcher.search(query, limit).scoreDocs) {
            Known known = patterns.get(id(searcher, found.doc));
            if (known != null && known.pattern().succeeds() == succeeds) {
                hits.add(new Hit(known, found.score));
            }
        }
        return new Found(hits, rarity);
    }

    /// Looks a word up once, for its rarity and for the search.
    ///
    /// @return how many patterns have it
    private static int add(BooleanQuery.Builder asked, IndexSearcher searcher, Term word, float weight)
            throws IOException {
        TermStates states = TermStates.build(searcher, word, true);
        if (states.docFreq() > 0) {
            Query query = new TermQuery(word, states);
            asked.add(weight == 1 ? query : new BoostQuery(query, weight), BooleanClause.Occur.SHOULD);
        }
        return states.docFreq();
    }

    private static String id(IndexSearcher searcher, int document) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
        BinaryDocValues ids = DocValues.getBinary(leaf.reader(), ID);
        return ids.advanceExact(document - leaf.docBase) ? ids.binaryValue().utf8ToString() : "";
    }

    @Override
    public void close() {
        try {
            searchers.close();
            writer.rollback();
            directory.close();
            analyzer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
