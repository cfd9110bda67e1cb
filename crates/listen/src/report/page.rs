//! (placeholder until the page's author writes it)
