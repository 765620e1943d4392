import 'element-plus/es/components/message-box/style/css'

/** The kit's box with its looks; a page imports it with the first question, since it must be there before. */
export { ElMessageBox } from 'element-plus'
