package dev.referee.edge;

import java.net.http.HttpResponse;

final class ApiDocument {
    private ApiDocument() {}

    static void check(String method, String path, HttpResponse<String> response) {}
}
