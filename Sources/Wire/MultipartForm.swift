/// A form with one file in it, the file last (RFC 7578).
public struct MultipartForm: Sendable, Hashable {
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
    public var fields: [Field]
    public var file: [UInt8]
    public var fileField: String
    public var fileName: String
    /// Of the file: `image/jpeg`.
    public var fileType: String

    public init(fields: [Field], file: [UInt8], fileField: String, fileName: String, fileType: String) {
        self.fields = fields
        self.file = file
        self.fileField = fileField
        self.fileName = fileName
        self.fileType = fileType
    }

    /// Of the form, as the header `Content-Type` says it.
    public var contentType: String { "multipart/form-data; boundary=\(self.boundary)" }

    /// The same for the same file, and of nobody's choosing but the file's, so that it does not stand in it.
    private var boundary: String { "entrepot-" + Signing.sha256Hex(self.file).prefix(32) }

    public var bytes: [UInt8] {
        let boundary = self.boundary
        var text = ""
        for field in self.fields {
            text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(field.name))\"\r\n\r\n"
            text += "\(field.value)\r\n"
        }
        text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(self.fileField)\"; "
        text += "filename=\"\(Self.quoted(self.fileName))\"\r\nContent-Type: \(self.fileType)\r\n\r\n"
        return Array(text.utf8) + self.file + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    /// A quote or a line break would end the header early.
    private static func quoted(_ name: String) -> String {
        name.map { $0 == "\"" || $0 == "\\" || $0.isNewline ? "_" : String($0) }.joined()
    }
}
