import Mustache

/// The templates, compiled into the program and parsed once.
struct TemplateShelf: Sendable {
    private let library: MustacheLibrary

    /// - Throws: What the parser says of a template it cannot read.
    init() throws {
        MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name)
        var library = MustacheLibrary()
        for (name, bytes) in Self.sources {
            let text = "{{% CONTENT_TYPE:\(ScalarHTML.name)}}" + String(decoding: bytes, as: UTF8.self)
            try library.register(text, named: name)
        }
        self.library = library
    }

    func render(_ drawing: Drawing, with name: String) -> String {
        guard let page = self.library.render(drawing, withTemplate: name) else {
            preconditionFailure("no template is named \(name)")
        }
        return page
    }

    /// Every template by the name its file has, which is the name partials use.
    static let sources: [String: [UInt8]] = [
        "layout": PackageResources.layout_mustache,
        "board": PackageResources.board_mustache,
        "verdict": PackageResources.verdict_mustache,
        "row": PackageResources.row_mustache,
        "connection": PackageResources.connection_mustache,
        "event": PackageResources.event_mustache,
        "empty": PackageResources.empty_mustache,
        "story": PackageResources.story_mustache,
        "plan": PackageResources.plan_mustache,
        "connections": PackageResources.connections_mustache,
        "error": PackageResources.error_mustache,
        "consent": PackageResources.consent_mustache,
        "viewer": PackageResources.viewer_mustache,
        "form": PackageResources.form_mustache,
        "sheet": PackageResources.sheet_mustache,
        "field": PackageResources.field_mustache,
        "account": PackageResources.account_mustache,
        "members": PackageResources.members_mustache,
        "audit": PackageResources.audit_mustache,
        "diagnostics": PackageResources.diagnostics_mustache,
        "orders": PackageResources.orders_mustache,
        "order": PackageResources.order_mustache,
        "requests": PackageResources.requests_mustache,
        "locations": PackageResources.locations_mustache,
        "location": PackageResources.location_mustache,
    ]
}

/// What a template is drawn from. Absent keys are absent parts of the page.
typealias Drawing = [String: Any]
