/// A question and how a row of its answer is read.
public struct TypedQuery<Row> {
    /// `nil` asks nothing and has no rows.
    public var query: SQLQuery?
    public var decode: (SQLRow) throws -> Row

    public init(_ query: SQLQuery?, decode: @escaping (SQLRow) throws -> Row) {
        self.query = query
        self.decode = decode
    }

    /// Asks nothing.
    public static var nothing: Self { Self(nil) { _ in throw StoreError(.decoding, code: "nothing was asked") } }
}

extension SQLConnection {
    public func ask<Row>(_ question: TypedQuery<Row>) throws -> [Row] {
        guard let query = question.query else { return [] }
        return try self.query(query).map(question.decode)
    }

    /// Asks several questions in one round trip; none may depend on another's answer. The answers come in order.
    public func ask<each Row>(_ questions: repeat TypedQuery<each Row>) throws -> (repeat [each Row]) {
        var queries: [SQLQuery] = []
        for question in repeat each questions { if let query = question.query { queries.append(query) } }
        var answers = try self.pipeline(queries).makeIterator()
        func rows<One>(_ question: TypedQuery<One>) throws -> [One] {
            guard question.query != nil, let rows = answers.next() else { return [] }
            return try rows.map(question.decode)
        }
        return (repeat try rows(each questions))
    }
}
