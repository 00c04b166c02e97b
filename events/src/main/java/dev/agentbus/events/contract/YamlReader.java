package dev.agentbus.events.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML text to a tree with lines. Bounded: an alias that contains itself, or a bomb of aliases, is
/// an error.
final class YamlReader {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NODES = 200_000;

    private final String file;
    private int nodes;

    private YamlReader(String file) {
        this.file = file;
    }

    static YamlNode read(String file, String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        try {
            Node root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new BrokenContract(file, 1, "must not be empty, got: nothing"));
            return new YamlReader(file).convert(root, 0);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new BrokenContract(file, line, "must be YAML, got: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new BrokenContract(file, 1, "must be YAML, got: " + e.getMessage());
        }
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private YamlNode convert(Node node, int depth) {
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            throw new BrokenContract(
                    file,
                    lineOf(node),
                    "must nest at most %d levels and hold at most %d values, got: more"
                            .formatted(MAX_DEPTH, MAX_NODES));
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(convert(item, depth + 1));
            }
            return new YamlNode.Sequence(items, lineOf(node));
        }
        return new YamlNode.Scalar(scalar((ScalarNode) node), lineOf(node));
    }

    private YamlNode mapping(MappingNode mapping, int depth) {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new BrokenContract(file, lineOf(tuple.getKeyNode()), "keys must be text, got: a collection");
            }
            if (entries.put(key.getValue(), convert(tuple.getValueNode(), depth + 1)) != null) {
                throw new BrokenContract(
                        file, lineOf(key), "keys must differ, got: %s twice".formatted(key.getValue()));
            }
        }
        return new YamlNode.Mapping(entries, lineOf(mapping));
    }

    private @Nullable Object scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        try {
            if (tag.equals(Tag.NULL)) {
                return null;
            }
            if (tag.equals(Tag.BOOL)) {
                return Boolean.valueOf(text);
            }
            if (tag.equals(Tag.INT)) {
                return Long.valueOf(text);
            }
            if (tag.equals(Tag.FLOAT)) {
                return new BigDecimal(text).doubleValue();
            }
            return text;
        } catch (NumberFormatException _notANumber) {
            throw new BrokenContract(file, lineOf(node), "numbers must be plain decimals, got: " + text);
        }
    }
}
