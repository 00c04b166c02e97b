package dev.agentbus.view.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// One file of the page, as it is and compressed. Shared and never changed.
///
/// @param path where browsers find it, beginning with `/`
record PageFile(String path, String contentType, byte[] bytes, byte[] gzip) {
    private static final String FOLDER = "/META-INF/resources/agentbus/";

    /// All files the build listed, by path.
    static Map<String, PageFile> all() {
        Map<String, PageFile> files = new LinkedHashMap<>();
        String names = new String(read("files.txt"), StandardCharsets.UTF_8);
        names.lines().forEach(name -> {
            PageFile file = new PageFile("/" + name, contentType(name), read(name), read(name + ".gz"));
            files.put(file.path(), file);
        });
        return files;
    }

    /// Names under `/assets/` hold a hash of the content.
    boolean neverChanges() {
        return path.startsWith("/assets/");
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("Cannot serve the page: the build left out a file, got: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "application/octet-stream";
        };
    }
}
